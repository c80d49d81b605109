import FerryCurl
import FerryMediaWorker
import FerryUploadProtocols

/// The default adapter of each port.
enum Adapters {
    static func transport(caFile: String?, sendRateLimit: Int64? = nil) -> CurlTransport {
        CurlTransport(
            configuration: .init(
                caFile: caFile, userAgent: "mediaferry/\(FerryVersion.text)", sendRateLimit: sendRateLimit))
    }

    /// What a destination's URL asks for: the storage, its credentials, and what receipts say of it.
    static func wiring(_ destination: Destination, credentials: FerryCredentials) throws(FerryError) -> StorageWiring {
        switch (destination.dialect, destination.place) {
        case (.tus, .endpoint(let endpoint)):
            StorageWiring(
                storage: .inOrder(TusDialect(endpoint: endpoint)), authorizer: bearer(endpoint, credentials))
        case (.put, .endpoint(let endpoint)):
            StorageWiring(
                storage: .inOrder(PutDialect(endpoint: endpoint)), authorizer: bearer(endpoint, credentials))
        case (.rufh, .endpoint(let endpoint)):
            StorageWiring(
                storage: .inOrder(RufhDialect(endpoint: endpoint)), authorizer: bearer(endpoint, credentials))
        default:
            throw FerryError(
                .destinationWrongProtocol, "this version cannot send to \(destination.dialect.rawValue)",
                next: "use tus+https://host/files/ or rufh+https://host/")
        }
    }

    private static func bearer(_ origin: HTTPLocation, _ credentials: FerryCredentials) -> (any RequestAuthorizer)? {
        credentials.token.map { BearerAuthorizer(origin: origin, token: $0) }
    }

    /// The media worker at that path, or beside the running program.
    static func worker(path: String?) throws(FerryError) -> MediaWorkerClient {
        guard let path else { return try MediaWorkerClient(.besideRunningCommand()) }
        return try MediaWorkerClient(MediaWorkerClient.Configuration(workerPath: path))
    }
}

/// What a destination's URL asks for.
struct StorageWiring: Sendable {
    var storage: Storage
    var authorizer: (any RequestAuthorizer)?
    /// The storage's own URL, where locations do not hold it.
    var endpoint: String?
}
