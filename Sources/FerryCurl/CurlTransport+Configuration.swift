extension CurlTransport {
    /// How a transport is set up.
    public struct Configuration: Sendable, Hashable {
        /// A file of PEM certificates to trust; `nil` is the system's store. The value of `SSL_CERT_FILE` belongs here.
        public var caFile: String?
        /// What stands in `User-Agent`, unless a request has its own.
        public var userAgent: String
        /// The first limit for all bodies together in bytes a second; `nil` is none.
        public var sendRateLimit: Int64?
        /// How many idle connections are kept open.
        public var maxIdleConnections: Int
        /// How many requests are under way at once; more wait in line.
        public var maxTransfers: Int
        /// How many bytes of a body are read at once, 16 KiB to 2 MiB; also the memory each body takes.
        public var uploadBufferBytes: Int

        /// Where connections go instead, as `HOST:PORT:HOST:PORT` (`CURLOPT_CONNECT_TO`): the first pair is left for the
        /// second, while the URL, `Host` and the names in certificates stay; `nil` goes where URLs say.
        public var connectTo: String?

        /// Creates a configuration.
        public init(
            caFile: String? = nil, userAgent: String = "MediaFerry", sendRateLimit: Int64? = nil,
            maxIdleConnections: Int = 16, maxTransfers: Int = 64, uploadBufferBytes: Int = 512 * 1024,
            connectTo: String? = nil
        ) {
            self.caFile = caFile
            self.userAgent = userAgent
            self.sendRateLimit = sendRateLimit
            self.maxIdleConnections = maxIdleConnections
            self.maxTransfers = maxTransfers
            self.uploadBufferBytes = uploadBufferBytes
            self.connectTo = connectTo
        }
    }
}
