/// How large the next chunk is: grows while chunks arrive quickly, shrinks after failures, refusals of size and on slow
/// links.
///
/// A chunk is what is sent again when a server keeps nothing of a broken request, and what waits unconfirmed; a round
/// trip is paid for each. So a chunk should take about ``targetSeconds``, whatever the link.
public struct ChunkSizer: Sendable, Hashable {
    /// Seconds that a chunk should take.
    public static let targetSeconds = 4.0
    /// Bytes of the first chunk.
    public static let startBytes: Int64 = 4 << 20
    /// Bytes of a chunk at least, unless the protocol wants fewer.
    public static let floorBytes: Int64 = 256 << 10
    /// Bytes of a chunk at most. Bodies are read from disk while they are sent, so that no memory grows with it; it
    /// bounds what a crash may send again.
    public static let ceilingBytes: Int64 = 64 << 20

    /// Bytes of the next chunk.
    public private(set) var chunkBytes: Int64
    /// What was refused for its size, or the most that may be tried.
    private var ceiling: Int64
    private let limits: ChunkLimits
    /// Chunks that went well since the size last fell; it grows again only after two of them.
    private var calm = 2

    /// Creates a sizer within what protocol and server allow.
    public init(startBytes: Int64 = Self.startBytes, limits: ChunkLimits = .none) {
        self.limits = limits
        ceiling = max(Self.ceilingBytes, limits.minBytes)
        chunkBytes = limits.fitting(startBytes)
    }

    /// A size that changed, and why.
    public struct Decision: Sendable, Hashable {
        /// Bytes before.
        public let from: Int64
        /// Bytes from now on.
        public let to: Int64
        /// One of `quick`, `slow`, `tooLarge`, `expiry`, or the cause of a failure.
        public let reason: String
    }

    /// A chunk was acknowledged.
    ///
    /// - Parameters:
    ///   - bytes: Its bytes; a short last chunk says nothing of a larger size, only of a slow link.
    ///   - seconds: From the start of its request to the reply.
    ///   - expiresIn: Seconds the upload will live, where the server says so: a chunk must fit into half of them.
    public mutating func succeeded(bytes: Int64, seconds: Double, expiresIn: Double? = nil) -> Decision? {
        calm += 1
        guard bytes > 0, seconds > 0 else { return nil }
        let rate = Double(bytes) / seconds
        if let expiresIn, rate * expiresIn / 2 < Double(chunkBytes) {
            return change(to: Self.whole(rate * max(expiresIn, 0) / 2), "expiry")
        }
        if seconds > 2 * Self.targetSeconds {
            return change(to: min(chunkBytes, Self.whole(rate * Self.targetSeconds)), "slow")
        }
        guard bytes >= chunkBytes, seconds < Self.targetSeconds / 2, calm >= 2 else { return nil }
        return change(to: chunkBytes > Int64.max / 2 ? chunkBytes : chunkBytes * 2, "quick")
    }

    /// A chunk failed by something that a smaller one may survive.
    public mutating func failed(_ cause: RetryCause) -> Decision? {
        switch cause {
        case .timeout, .firstByte, .stall, .reset, .status408, .status5xx, .checksum:
            calm = 0
            return change(to: chunkBytes / 2, cause.rawValue)
        case .connect, .tls, .status423, .status429, .offset, .auth, .expired, .other: return nil
        }
    }

    /// The server refused a chunk for its size (413).
    ///
    /// - Returns: `nil` when no smaller one can be sent.
    public mutating func refused(bytes: Int64) -> Decision? {
        ceiling = max(1, min(ceiling, bytes / 2))
        calm = 0
        return change(to: min(chunkBytes, ceiling), "tooLarge", floor: 1)
    }

    private mutating func change(to wanted: Int64, _ reason: String, floor: Int64 = Self.floorBytes) -> Decision? {
        let next = limits.fitting(min(max(wanted, min(floor, ceiling)), ceiling))
        guard next != chunkBytes else { return nil }
        defer { chunkBytes = next }
        return Decision(from: chunkBytes, to: next, reason: reason)
    }

    private static func whole(_ bytes: Double) -> Int64 { Int64(min(max(bytes, 1), 1e18)) }
}
