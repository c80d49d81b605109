public import FerryCore
import FerryPipeline
import Synchronization

/// The recordings in a directory and all folders beneath it.
///
/// Names come in order, folder by folder; of a folder with more than 10,000 names so many are put in order at a time, so
/// that memory stays flat. Only regular files are listed.
public struct TreeCatalog: SourceCatalog {
    /// The directory's absolute path.
    public let identity: String
    /// How links and hidden names are treated.
    public let options: TreeOptions

    /// Names a directory.
    ///
    /// - Throws: `source.notFound` when there is no such directory.
    public init(root: String, options: TreeOptions = TreeOptions()) throws(FerryError) {
        guard let resolved = FilePlace.resolved(root) else {
            throw FerryError(.sourceNotFound, "there is no such directory", input: root)
        }
        identity = resolved
        self.options = options
    }

    /// Begins to list.
    ///
    /// - Throws: `source.unreadable` when the directory cannot be read.
    public func open() async throws(FerryError) -> any CatalogCursor {
        let (path, options) = (identity, options)
        let lane = BlockingLane(label: "catalog", width: 1)
        return try await lane.run { () throws(FerryError) in
            TreeCursor(walk: try TreeWalk(root: path, options: options), lane: lane)
        }
    }
}

/// One reading of a tree; the disk is waited for on a thread of its own.
final class TreeCursor: CatalogCursor {
    private let walk: Mutex<TreeWalk>
    private let lane: BlockingLane

    init(walk: sending TreeWalk, lane: BlockingLane) {
        self.walk = Mutex(walk)
        self.lane = lane
    }

    func next(_ limit: Int) async throws(FerryError) -> [CatalogFinding] {
        try await lane.run { () throws(FerryError) in self.walk.withLock { $0.next(limit) } }
    }
}
