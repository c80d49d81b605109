import FerryCore
import Glibc

/// The folders that a probe makes where there were none, so that they go again with it.
public struct FolderTrace: Sendable {
    /// Folders that were not there, the deepest first.
    private let missing: [String]

    /// Looks which folders of an absolute path are not there.
    public init(path: String) async {
        let lane = BlockingLane(label: "trace", width: 1)
        missing = (try? await lane.run { () throws(FerryError) in Self.missing(in: path) }) ?? []
    }

    /// Removes those that were not there before and are empty.
    public func remove() async {
        let (lane, missing) = (BlockingLane(label: "trace", width: 1), missing)
        try? await lane.run { () throws(FerryError) in
            for path in missing { _ = rmdir(path) }
        }
    }

    private static func missing(in path: String) -> [String] {
        var parts = path.split(separator: "/")
        var missing: [String] = []
        while !parts.isEmpty {
            let folder = "/" + parts.joined(separator: "/")
            if FileStatus.of(path: folder) != nil { break }
            missing.append(folder)
            parts.removeLast()
        }
        return missing
    }
}
