/// Cuts an object into chunks for protocols that take bytes strictly in order.
public struct ChunkPlanner: Sendable, Hashable {
    /// Bytes of a chunk; the last may be shorter.
    public private(set) var chunkBytes: Int64
    /// What the protocol and the server allow.
    public private(set) var limits: ChunkLimits
    /// Whether the size may change from chunk to chunk; then chunks are numbered as they are begun.
    public let isAdaptive: Bool
    private var begun: Int
    private var lastOffset: Int64 = -1

    /// Creates a planner; the size is brought into the limits. With a changing size `begun` chunks were begun before.
    ///
    /// - Precondition: `chunkBytes` is at least 1.
    public init(chunkBytes: Int64, limits: ChunkLimits = .none, isAdaptive: Bool = false, begun: Int = 0) {
        precondition(chunkBytes >= 1, "a chunk has one byte at least")
        self.begun = begun - 1
        self.limits = limits
        self.isAdaptive = isAdaptive
        self.chunkBytes = limits.fitting(chunkBytes)
    }

    /// Changes the size from the next chunk on, within the limits.
    public mutating func resize(_ bytes: Int64) { chunkBytes = limits.fitting(max(1, bytes)) }

    /// Narrows what is allowed from the next chunk on.
    public mutating func limit(to more: ChunkLimits) {
        limits = limits.intersection(more)
        chunkBytes = limits.fitting(chunkBytes)
    }

    /// Begins the chunk at `offset`: the same number again for the same place, else the next one.
    public mutating func begin(at offset: Int64, end: Int64) -> Chunk {
        var chunk = chunk(at: offset, end: end)
        guard isAdaptive else { return chunk }
        if offset != lastOffset { begun += 1 }
        lastOffset = offset
        chunk.index = begun
        return chunk
    }

    /// The chunk that begins at `offset` and ends at the next boundary or at `end`.
    ///
    /// After a resume in the middle the first chunk is the rest of the one that was broken off, so that boundaries,
    /// and with them indexes, stay where they were; a rest below the server's minimum takes the next chunk with it.
    public func chunk(at offset: Int64, end: Int64) -> Chunk {
        let index = offset / chunkBytes
        let limit = min(end, isAdaptive ? Self.sum(offset, chunkBytes) : boundary(after: index, offset))
        return Chunk(index: Int(index), offset: offset, length: max(0, limit - offset))
    }

    private func boundary(after index: Int64, _ offset: Int64) -> Int64 {
        let boundary = (index + 1).multipliedReportingOverflow(by: chunkBytes)
        guard !boundary.overflow else { return .max }
        guard boundary.partialValue - offset < limits.minBytes else { return boundary.partialValue }
        return min(Self.sum(boundary.partialValue, chunkBytes), Self.sum(offset, limits.maxBytes))
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let sum = left.addingReportingOverflow(right)
        return sum.overflow ? .max : sum.partialValue
    }

    /// The number of the chunk that holds a byte; with a changing size, of the one that was begun last.
    public func index(at offset: Int64) -> Int { isAdaptive ? max(0, begun) : Int(offset / chunkBytes) }

    /// How many chunks of this size an object of that length has.
    public func count(length: Int64) -> Int {
        Int(length == 0 ? 0 : (length - 1) / chunkBytes + 1)
    }
}
