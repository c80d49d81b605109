import FerryUploadProtocols

/// What a destination's URL asks for: the storage, its credentials, and what receipts say of it.
struct StorageWiring: Sendable {
    var storage: Storage
    var authorizer: (any RequestAuthorizer)?
    /// What requests leave through, where it is not the network.
    var transport: (any HTTPTransport)?
    /// The storage's own URL, where locations do not hold it.
    var endpoint: String?
    /// The storage's own URL in any case, where locations do not hold it.
    var origin: HTTPLocation?

    /// Finds out what a destination needs.
    ///
    /// - Parameter network: What token endpoints are asked through.
    /// - Throws: `destination.wrongProtocol` for what cannot be used, `destination.unauthorized` where credentials
    ///   cannot be read.
    init(
        _ destination: Destination, _ access: DestinationAccess, network: any HTTPTransport
    ) async throws(FerryError) {
        switch (destination.dialect, destination.place) {
        case (.s3, .bucket(let bucket, let prefix)):
            self = try await .s3(bucket: bucket, prefix: prefix, access)
        case (.gcs, .bucket(let bucket, let prefix)):
            self = try .google(bucket: bucket, prefix: prefix, access, network: network)
        case (.supabase, .project(let project, let bucket, let prefix)):
            self = try .supabase(
                project: project, bucket: bucket, prefix: prefix, endpoint: access.endpoint,
                credentials: access.credentials)
        case (.directory, .folder(let folder)):
            self.init(
                storage: .inOrder(DirectoryDialect(folder: folder)), transport: DirectoryTransport(folder: folder))
        case (let dialect, .endpoint(let endpoint)):
            self.init(
                storage: .inOrder(try Self.dialect(dialect, at: endpoint)),
                authorizer: try access.credentials.web.authorizer(for: endpoint, of: dialect))
        default: throw Self.unknown(destination.dialect)
        }
    }

    init(
        storage: Storage, authorizer: (any RequestAuthorizer)? = nil, transport: (any HTTPTransport)? = nil,
        endpoint: String? = nil, origin: HTTPLocation? = nil
    ) {
        self.storage = storage
        self.authorizer = authorizer
        self.transport = transport
        self.endpoint = endpoint
        self.origin = origin
    }

    /// What tells the destination from others: the same bucket at two endpoints is two places.
    func identity(of destination: Destination) -> String {
        endpoint.map { "\(destination.identity) at \($0)" } ?? destination.identity
    }

    /// The protocol of a destination whose URL is the server's own.
    private static func dialect(
        _ dialect: Destination.Dialect, at endpoint: HTTPLocation
    ) throws(FerryError) -> any UploadDialect {
        switch dialect {
        case .tus: TusDialect(endpoint: endpoint)
        case .rufh: RufhDialect(endpoint: endpoint)
        case .put: PutDialect(endpoint: endpoint)
        default: throw unknown(dialect)
        }
    }

    private static func unknown(_ dialect: Destination.Dialect) -> FerryError {
        FerryError(
            .destinationWrongProtocol, "the destination names no place of \(dialect.rawValue)",
            next: "use tus+https://HOST/PATH, s3://BUCKET/PREFIX or another of the documented forms")
    }

    /// The URL of a storage that was named.
    ///
    /// - Throws: `destination.wrongProtocol`: wrong usage, nothing was started.
    static func location(ofEndpoint text: String) throws(FerryError) -> HTTPLocation {
        guard let location = HTTPLocation(text), !location.path.contains("?") else {
            throw FerryError(
                .destinationWrongProtocol, "the endpoint cannot be used: it is no usable URL",
                next: "name one such as https://host/ with --endpoint")
        }
        return location
    }
}
