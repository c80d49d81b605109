import FerryCore
import Glibc

/// Walks a directory tree, one page of names at a time. Every folder is opened beneath the one it stands in, so that a
/// folder that is moved or replaced by a link meanwhile leads nowhere else. Blocks on the disk.
struct TreeWalk {
    /// Names of one folder that are put in order at a time.
    static let blockNames = 10_000
    /// Folders within folders at most; deeper ones are named as faults.
    static let maxDepth = 200

    /// A folder that is open.
    private final class Level {
        var stream: DirectoryStream
        let node: FilePlace.Node
        /// The path beneath the root, with a slash at its end unless it is the root.
        let prefix: String
        /// The names that come next, last first.
        var names: [(name: String?, shown: String)] = []

        init(_ stream: consuming DirectoryStream, node: FilePlace.Node, prefix: String) {
            self.stream = stream
            self.node = node
            self.prefix = prefix
        }

        func nextName() -> (name: String?, shown: String)? {
            if names.isEmpty { names = stream.next(TreeWalk.blockNames).sorted { strcmp($0.shown, $1.shown) > 0 } }
            return names.popLast()
        }
    }

    private let root: String
    private let options: TreeOptions
    private let leftOut: Set<FilePlace.Node>
    private var levels: [Level] = []

    /// Opens the root.
    ///
    /// - Parameter root: An absolute path without links.
    /// - Throws: `source.unreadable` when it cannot be read.
    init(root: String, options: TreeOptions) throws(FerryError) {
        self.root = root == "/" ? "" : root
        self.options = options
        leftOut = Set(options.leavesOut.compactMap { FilePlace.of($0, followsLinks: true)?.node })
        guard let stream = DirectoryStream(root, followsLinks: true),
            let place = FilePlace.of(descriptor: stream.descriptor)
        else {
            throw FerryError(
                errno == ENOTDIR ? .sourceNotFound : .sourceUnreadable,
                "the directory cannot be read: \(String(cString: strerror(errno)))", input: root)
        }
        levels = [Level(stream, node: place.node, prefix: "")]
    }

    /// The next findings, at most so many; none at the end.
    mutating func next(_ limit: Int) -> [CatalogFinding] {
        var findings: [CatalogFinding] = []
        while findings.count < limit, let level = levels.last {
            guard let found = level.nextName() else {
                levels.removeLast()
                continue
            }
            if !options.takesHidden, found.shown.hasPrefix(".") { continue }
            if let finding = look(found, in: level) { findings.append(finding) }
        }
        return findings
    }

    /// What a name is; a folder is gone into.
    private mutating func look(_ found: (name: String?, shown: String), in level: Level) -> CatalogFinding? {
        let path = level.prefix + found.shown
        guard let name = found.name else {
            return .fault(
                name: path,
                FerryError(
                    .sourceUnreadable, "its name is no UTF-8", input: path, next: "rename it, for instance with convmv")
            )
        }
        guard let place = FilePlace.of(name, beneath: level.stream.descriptor, followsLinks: options.followsLinks)
        else {
            // It is gone since the folder was read, or is a link to nothing.
            return errno == ENOENT || errno == ELOOP ? nil : unreadable(path)
        }
        if place.isFolder { return enter(name, path: path, place, in: level) }
        guard place.isRegular else { return nil }
        return .entry(place.entry(name: path, path: "\(root)/\(path)"))
    }

    private mutating func enter(
        _ name: String, path: String, _ place: FilePlace, in level: Level
    ) -> CatalogFinding? {
        guard !leftOut.contains(place.node), !levels.contains(where: { $0.node == place.node }) else { return nil }
        guard levels.count <= Self.maxDepth else {
            return .fault(
                name: path,
                FerryError(.sourceUnreadable, "it is deeper than \(Self.maxDepth) folders", input: path))
        }
        let stream = DirectoryStream(name, beneath: level.stream.descriptor, followsLinks: options.followsLinks)
        guard let stream else { return errno == ENOENT ? nil : unreadable(path) }
        levels.append(Level(stream, node: place.node, prefix: path + "/"))
        return nil
    }

    private func unreadable(_ path: String) -> CatalogFinding {
        .fault(
            name: path,
            FerryError(
                .sourceUnreadable, "it cannot be read: \(String(cString: strerror(errno)))", input: path))
    }
}
