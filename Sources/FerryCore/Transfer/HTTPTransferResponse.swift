public import HTTPTypes

/// The final reply to one request.
public struct HTTPTransferResponse: Sendable {
    /// Status and header fields.
    public var head: HTTPResponse
    /// The first bytes of the body, up to the request's limit.
    public var body: [UInt8]
    /// Body bytes of the request that were handed to the network.
    public var sentBodyBytes: Int64
    /// Where the time went.
    public var timings: Timings

    /// Seconds from the start of the request to each point; `nil` where the point was not passed.
    public struct Timings: Sendable, Hashable, Codable {
        /// The name was looked up and the connection stood; 0 on a reused connection.
        public var connected: Double?
        /// TLS was agreed.
        public var secured: Double?
        /// The last byte of the request was handed to the network; `nil` when the reply came before.
        public var requestSent: Double?
        /// The first byte of the final reply came.
        public var firstByte: Double?
        /// The reply was complete.
        public var total: Double

        /// Creates timings.
        public init(
            connected: Double? = nil, secured: Double? = nil, requestSent: Double? = nil, firstByte: Double? = nil,
            total: Double = 0
        ) {
            self.connected = connected
            self.secured = secured
            self.requestSent = requestSent
            self.firstByte = firstByte
            self.total = total
        }
    }

    /// Creates a reply.
    public init(head: HTTPResponse, body: [UInt8] = [], sentBodyBytes: Int64 = 0, timings: Timings = Timings()) {
        self.head = head
        self.body = body
        self.sentBodyBytes = sentBodyBytes
        self.timings = timings
    }
}
