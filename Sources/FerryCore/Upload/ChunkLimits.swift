/// How large the chunks of an upload may be, as far as the protocol and the server say.
public struct ChunkLimits: Sendable, Hashable, Codable {
    /// Bytes of a chunk at least, the last one excepted.
    public var minBytes: Int64
    /// Bytes of a chunk at most.
    public var maxBytes: Int64
    /// What the bytes of a chunk must be a multiple of, the last one excepted.
    public var multiple: Int64

    /// Creates limits; by default none.
    ///
    /// - Precondition: `multiple` is at least 1.
    public init(minBytes: Int64 = 1, maxBytes: Int64 = .max, multiple: Int64 = 1) {
        precondition(multiple >= 1, "every number is a multiple of 1")
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.multiple = multiple
    }

    /// No limits.
    public static let none = ChunkLimits()

    /// The size nearest to `wanted` that is allowed: a multiple, between both ends; where no multiple fits, the largest
    /// that is not above the maximum, and one multiple at least.
    public func fitting(_ wanted: Int64) -> Int64 {
        let clamped = min(max(wanted, minBytes, 1), max(maxBytes, 1))
        let down = clamped / multiple * multiple
        if down >= max(minBytes, 1) { return down }
        let up = down.addingReportingOverflow(multiple)
        return !up.overflow && up.partialValue <= maxBytes ? up.partialValue : max(down, multiple)
    }

    /// Both limits at once.
    public func intersection(_ other: ChunkLimits) -> ChunkLimits {
        ChunkLimits(
            minBytes: max(minBytes, other.minBytes), maxBytes: min(maxBytes, other.maxBytes),
            multiple: max(multiple, other.multiple))
    }
}
