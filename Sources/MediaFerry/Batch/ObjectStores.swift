import FerryUploadProtocols
import Synchronization

/// The storages that recordings are read from, one for each bucket, made when they are first asked for.
final class ObjectStores: Sendable {
    private let access: DestinationAccess
    private let transport: any HTTPTransport
    private let send: SendSettings
    private let known = Mutex<[String: ObjectStore]>([:])

    /// Buckets that are remembered at most.
    private static let limit = 64

    init(access: DestinationAccess, transport: any HTTPTransport, send: SendSettings) {
        self.access = access
        self.transport = transport
        self.send = send
    }

    /// The storage of an object's location.
    func store(of location: String) async throws(FerryError) -> ObjectStore {
        let bucket = location.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
            .joined(separator: "/")
        if let store = known.withLock({ $0[bucket] }) { return store }
        let store = try await make(bucket).store
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll() }
            known[bucket] = store
        }
        return store
    }

    /// A storage for a prefix, with what tells it from others.
    func make(_ url: String) async throws(FerryError) -> (store: ObjectStore, identity: String) {
        let place = try Destination(url)
        let wiring = try await StorageWiring(place, access, network: transport)
        guard let dialect = wiring.storage.dialect as? any ListingDialect else {
            throw FerryError(
                .destinationWrongProtocol, "recordings cannot be read from \(place.redacted)",
                next: "name a folder, a manifest, s3://BUCKET/PREFIX or gs://BUCKET/PREFIX")
        }
        let store = ObjectStore(
            dialect: dialect, storage: wiring.storage, authorizer: wiring.authorizer,
            transport: wiring.transport ?? transport, limits: send.limits, retry: send.retry)
        return (store, wiring.identity(of: place))
    }
}
