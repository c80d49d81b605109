public import FerryCore
import FerryPipeline
import Glibc
import Synchronization

/// The recordings that a manifest names, each with what is asked for it. Paths count from the working directory.
public struct ManifestCatalog: SourceCatalog {
    /// The manifest's path, or `-` for standard input, which can be listed once.
    public let path: String
    /// How it is written; `nil` finds it out from its name, then from its first line.
    public let format: ManifestFormat?
    /// The manifest's absolute path; standard input is one manifest whatever comes from it.
    public let identity: String

    /// Names a manifest.
    ///
    /// - Throws: `source.notFound` when there is no such file.
    public init(path: String, format: ManifestFormat? = nil) throws(FerryError) {
        self.path = path
        self.format = format ?? ManifestFormat(fileName: path)
        guard path != "-" else {
            identity = "-"
            return
        }
        guard let resolved = FilePlace.resolved(path) else {
            throw FerryError(.sourceNotFound, "there is no such manifest", input: path)
        }
        identity = resolved
    }

    /// Whether a path names a regular file or a pipe, which can be a manifest, and no directory.
    public static func isManifest(_ path: String) -> Bool {
        FilePlace.of(path, followsLinks: true).map { !$0.isFolder } ?? false
    }

    /// Begins to read.
    public func open() async throws(FerryError) -> any CatalogCursor {
        let (path, format) = (path, format)
        let lane = BlockingLane(label: "manifest", width: 1)
        return try await lane.run { () throws(FerryError) in
            ManifestCursor(try ManifestReader(path: path, format: format), name: path, lane: lane)
        }
    }
}

/// One reading of a manifest; each source is looked at when its row comes.
private final class ManifestCursor: CatalogCursor {
    private let reader: Mutex<ManifestReader>
    private let name: String
    private let lane: BlockingLane

    init(_ reader: consuming sending ManifestReader, name: String, lane: BlockingLane) {
        self.reader = Mutex(reader)
        self.name = name == "-" ? "stdin" : name
        self.lane = lane
    }

    func next(_ limit: Int) async throws(FerryError) -> [CatalogFinding] {
        try await lane.run { () throws(FerryError) in
            let result: Result<[CatalogFinding], FerryError> = self.reader.withLock { reader in
                Result { () throws(FerryError) in try self.findings(limit, &reader) }
            }
            return try result.get()
        }
    }

    private func findings(_ limit: Int, _ reader: inout ManifestReader) throws(FerryError) -> [CatalogFinding] {
        var found: [CatalogFinding] = []
        while found.count < limit, let next = try reader.next() {
            let place = "\(name):\(next.line)"
            switch next.row {
            case .failure(let fault):
                found.append(
                    .fault(
                        name: place,
                        FerryError(
                            .sourceUnreadable, "line \(next.line) cannot be used: \(fault.reason)", input: place,
                            next: "mend the line and run the same command again")))
            case .success(let row): found.append(Self.finding(row, at: place))
            }
        }
        return found
    }

    /// What a row stands for now.
    private static func finding(_ row: ManifestRow, at place: String) -> CatalogFinding {
        guard !row.source.hasPrefix("s3://"), !row.source.hasPrefix("gs://") else { return .entry(object(row)) }
        guard let file = FilePlace.of(row.source, followsLinks: true) else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            let reason = isMissing ? "there is no such file" : "it cannot be read: \(String(cString: strerror(errno)))"
            return .fault(
                name: place,
                FerryError(isMissing ? .sourceNotFound : .sourceUnreadable, "\(row.source): \(reason)", input: place))
        }
        guard !file.isFolder else {
            return .fault(name: place, FerryError(.sourceIsDirectory, "\(row.source) is a directory", input: place))
        }
        let name = Self.name(row.source)
        var entry = file.entry(name: name, path: FilePlace.absolute(row.source))
        entry.take(row)
        return .entry(entry)
    }

    /// An object whose size and version nobody has told yet; they are asked for when its turn comes.
    private static func object(_ row: ManifestRow) -> CatalogEntry {
        var entry = CatalogEntry(
            name: String(row.source.drop { $0 != "/" }.drop { $0 == "/" }), place: .object(row.source), bytes: 0,
            version: "")
        entry.take(row)
        return entry
    }

    /// The path as an object's: without a slash or `./` in front, as `tar` writes it.
    private static func name(_ path: String) -> String {
        let parts = path.split(separator: "/").drop { $0 == "." }
        return parts.isEmpty ? path : parts.joined(separator: "/")
    }
}

extension CatalogEntry {
    /// Takes what a row asks. The same source under another name is another item.
    fileprivate mutating func take(_ row: ManifestRow) {
        (preset, objectName) = (row.preset, row.name)
        metadata = row.metadata.isEmpty ? nil : row.metadata
        if let wanted = row.name { name += " as \(wanted)" }
    }
}
