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
    ///
    /// - Parameter endpoint: The storage's own URL instead of the public one, where the protocol has one.
    static func wiring(
        _ destination: Destination, endpoint: String?, credentials: FerryCredentials
    ) throws(FerryError) -> StorageWiring {
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
        case (.gcs, .bucket(let bucket, let prefix)):
            try google(bucket: bucket, prefix: prefix, endpoint: endpoint, credentials: credentials)
        case (.supabase, .project(let project, let bucket, let prefix)):
            try supabase(
                project: project, bucket: bucket, prefix: prefix, endpoint: endpoint, credentials: credentials)
        case (.directory, .folder(let folder)):
            StorageWiring(
                storage: .inOrder(DirectoryDialect(folder: folder)), transport: DirectoryTransport(folder: folder))
        default:
            throw FerryError(
                .destinationWrongProtocol, "this version cannot send to \(destination.dialect.rawValue)",
                next: "use tus+https://host/files/ or rufh+https://host/")
        }
    }

    static func bearer(_ origin: HTTPLocation, _ credentials: FerryCredentials) -> (any RequestAuthorizer)? {
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
    /// What requests leave through, where it is not the network.
    var transport: (any HTTPTransport)?
    /// The storage's own URL, where locations do not hold it.
    var endpoint: String?
    /// The storage's own URL in any case, where locations do not hold it.
    var origin: HTTPLocation?

    /// What tells the destination from others: the same bucket at two endpoints is two places.
    func identity(of destination: Destination) -> String {
        endpoint.map { "\(destination.identity) at \($0)" } ?? destination.identity
    }
}
