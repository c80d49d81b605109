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
