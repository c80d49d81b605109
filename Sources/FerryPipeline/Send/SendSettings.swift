public import FerryCore

/// How bytes are sent.
public struct SendSettings: Sendable {
    /// Bytes of a chunk; the last of an object may be shorter.
    public var chunkBytes: Int64
    /// Requests with body bytes that may be in flight at any instant in this process.
    public var slots: Int
    /// The retry rule of each file.
    public var retry: RetryPolicy
    /// The time limits of each request.
    public var limits: TransferLimits
    /// The bearer token of the destination; sent only to the destination's own host, never written down.
    public var token: String?

    /// Creates settings.
    public init(
        chunkBytes: Int64 = 8 << 20, slots: Int = 2, retry: RetryPolicy = RetryPolicy(),
        limits: TransferLimits = TransferLimits(), token: String? = nil
    ) {
        self.chunkBytes = chunkBytes
        self.slots = slots
        self.retry = retry
        self.limits = limits
        self.token = token
    }
}
