/// One contiguous range of an object, sent by one request.
public struct Chunk: Sendable, Hashable, Codable {
    /// The place of the chunk in the upload, from 0.
    public var index: Int
    /// First byte in the object.
    public var offset: Int64
    /// How many bytes; 0 only where all bytes are there and the server has yet to be told the length.
    public var length: Int64

    /// Creates a chunk.
    public init(index: Int, offset: Int64, length: Int64) {
        self.index = index
        self.offset = offset
        self.length = length
    }

    /// The byte after the last.
    public var end: Int64 { offset + length }
    /// The bytes of the object.
    public var range: Range<Int64> { offset..<end }
}

/// Cuts an object into chunks for protocols that take bytes strictly in order.
public struct ChunkPlanner: Sendable, Hashable {
    /// Bytes of a chunk; the last may be shorter.
    public var chunkBytes: Int64

    /// Creates a planner.
    ///
    /// - Precondition: `chunkBytes` is at least 1.
    public init(chunkBytes: Int64) {
        precondition(chunkBytes >= 1, "a chunk has one byte at least")
        self.chunkBytes = chunkBytes
    }

    /// The chunk that begins at `offset` and ends at the next boundary or at `end`.
    ///
    /// After a resume in the middle the first chunk is the rest of the one that was broken off, so that boundaries,
    /// and with them indexes, stay where they were.
    public func chunk(at offset: Int64, end: Int64) -> Chunk {
        let index = offset / chunkBytes
        let boundary = (index + 1).multipliedReportingOverflow(by: chunkBytes)
        let limit = boundary.overflow ? end : min(boundary.partialValue, end)
        return Chunk(index: Int(index), offset: offset, length: max(0, limit - offset))
    }

    /// How many chunks an object of that length has.
    public func count(length: Int64) -> Int {
        Int(length == 0 ? 0 : (length - 1) / chunkBytes + 1)
    }
}
