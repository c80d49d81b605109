public import HTTPTypes

/// One request as a value, with its body as a range that can be read again.
public struct HTTPTransferRequest: Sendable {
    /// Method, scheme, authority, path and header fields.
    ///
    /// `Content-Length` is the transport's business; it never adds `Expect` by itself.
    public var head: HTTPRequest
    /// The body; `nil` sends none.
    public var body: (any HTTPBodySource)?
    /// The time limits.
    public var limits: TransferLimits
    /// How many bytes of the reply's body are kept at most; the rest is read and dropped.
    public var maxResponseBodyBytes: Int
    /// Whether every byte of the reply's body is observed as it comes, whatever is kept.
    public var observesResponseBody: Bool

    /// Creates a request.
    public init(
        head: HTTPRequest, body: (any HTTPBodySource)? = nil, limits: TransferLimits = TransferLimits(),
        maxResponseBodyBytes: Int = 64 * 1024, observesResponseBody: Bool = false
    ) {
        self.head = head
        self.body = body
        self.limits = limits
        self.maxResponseBodyBytes = maxResponseBodyBytes
        self.observesResponseBody = observesResponseBody
    }
}

/// Bytes of a body that can be read at any place, as often as needed.
public protocol HTTPBodySource: Sendable {
    /// How many bytes the body has.
    var length: Int64 { get }

    /// Reads up to `buffer.count` bytes from `offset` of the body.
    ///
    /// Called on the transport's own thread; it may block on a disk, never on a network.
    ///
    /// - Returns: How many bytes were read; 0 only at the end.
    /// - Throws: What is wrong with the source; the request is then broken off with that error as its cause.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int
}

/// The time limits of one request. All may be below one second.
public struct TransferLimits: Sendable, Hashable, Codable {
    /// Seconds for name lookup, connection and TLS together.
    public var connectTimeout: Double
    /// Seconds from the last body byte (or, without a body, from the request) to the first byte of the reply.
    public var firstByteTimeout: Double
    /// The average in bytes a second below which a body counts as stalled.
    public var stallRate: Int64
    /// For how many seconds the average must stay below ``stallRate``.
    public var stallTime: Double

    /// Creates limits; the defaults are meant for links of people.
    public init(
        connectTimeout: Double = 30, firstByteTimeout: Double = 60, stallRate: Int64 = 1024, stallTime: Double = 30
    ) {
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.stallRate = stallRate
        self.stallTime = stallTime
    }
}
