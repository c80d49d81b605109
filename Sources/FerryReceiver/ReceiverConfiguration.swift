/// Where a ``Receiver`` listens, where it keeps files, and every limit it holds to.
public struct ReceiverConfiguration: Sendable {
    /// The directory that holds the uploads; made with mode 0700 when it does not exist.
    public var root: String
    /// Address to listen on. Loopback unless told otherwise.
    public var host: String
    /// Port to listen on; 0 takes a free one.
    public var port: Int
    /// Bearer token that every request must carry (RFC 6750); `nil` serves everyone who can connect.
    public var token: String?
    /// Largest upload in bytes.
    public var maxUploadBytes: Int64
    /// Largest body of one RUFH request in bytes (`max-append-size`); `nil` for no limit of its own.
    public var maxAppendBytes: Int64?
    /// Smallest body of a RUFH request that does not complete its upload, in bytes (`min-append-size`); `nil` for none.
    public var minAppendBytes: Int64?
    /// Most uploads kept at a time, finished and unfinished together.
    public var maxUploads: Int
    /// Seconds after its last byte at which an unfinished upload is given up.
    public var expireSeconds: Double
    /// Seconds without a byte after which a connection is closed, also in the middle of a body.
    public var idleTimeoutSeconds: Double
    /// Most connections served at a time; more wait in the backlog.
    public var maxConnections: Int

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - root: Directory that holds the uploads.
    ///   - host: Address to listen on.
    ///   - port: Port to listen on; 0 takes a free one.
    ///   - token: Bearer token that every request must carry.
    ///   - maxUploadBytes: Largest upload in bytes.
    ///   - maxUploads: Most uploads kept at a time.
    ///   - expireSeconds: Life of an unfinished upload after its last byte.
    ///   - idleTimeoutSeconds: Longest silence on a connection.
    ///   - maxConnections: Most connections at a time.
    public init(
        root: String, host: String = "127.0.0.1", port: Int = 0, token: String? = nil,
        maxUploadBytes: Int64 = 64 << 30, maxUploads: Int = 10_000, expireSeconds: Double = 86_400,
        idleTimeoutSeconds: Double = 60, maxConnections: Int = 256
    ) {
        self.root = root
        self.host = host
        self.port = port
        self.token = token
        self.maxUploadBytes = maxUploadBytes
        self.maxUploads = maxUploads
        self.expireSeconds = expireSeconds
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.maxConnections = maxConnections
    }
}
