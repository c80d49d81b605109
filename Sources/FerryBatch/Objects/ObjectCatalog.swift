public import FerryCore
public import FerryPipeline
import FerryUploadProtocols
import Synchronization

/// The recordings beneath a prefix of a bucket, in the storage's order.
public struct ObjectCatalog: SourceCatalog {
    /// The prefix without credentials, with its endpoint where it has one.
    public let identity: String
    let store: ObjectStore

    /// Lists a storage.
    ///
    /// - Parameter identity: What tells the prefix from others.
    public init(store: ObjectStore, identity: String) {
        self.store = store
        self.identity = identity
    }

    /// Begins to list.
    public func open() async throws(FerryError) -> any CatalogCursor { ObjectCursor(store) }
}

/// One reading of a prefix; one page of the storage is in memory.
private final class ObjectCursor: CatalogCursor {
    private struct State {
        var rest: ArraySlice<ListedObject> = []
        var token: String?
        var isAtEnd = false
    }

    private let store: ObjectStore
    private let state = Mutex(State())

    init(_ store: ObjectStore) { self.store = store }

    func next(_ limit: Int) async throws(FerryError) -> [CatalogFinding] {
        while true {
            let (found, token, isAtEnd) = state.withLock { state in
                let found = state.rest.prefix(limit)
                state.rest = state.rest.dropFirst(limit)
                return (found, state.token, state.isAtEnd)
            }
            if !found.isEmpty { return found.map { .entry(Self.entry($0)) } }
            guard !isAtEnd else { return [] }
            let page = try await store.page(after: token)
            state.withLock { state in
                state.rest = page.objects[...]
                // A token that leads to itself would be followed for ever.
                state.isAtEnd = page.next == nil || page.next == token
                state.token = page.next
            }
        }
    }

    private static func entry(_ object: ListedObject) -> CatalogEntry {
        CatalogEntry(
            name: object.name, place: .object(object.location), bytes: object.bytes, version: object.version,
            modified: object.modified)
    }
}
