/// How a sealed file stands on the disk: a head, then chunks of 64 KiB of text each, the last one shorter. A chunk is a
/// nonce of 12 bytes, the encrypted text, and a tag of 16 bytes.
///
/// The head is eight bytes of magic, eight that tell the key it was sealed with, and a salt of 16 bytes.
public enum SealedFormat {
    /// What a sealed file begins with.
    public static let magic: [UInt8] = Array("MFSEAL1\n".utf8)
    /// Bytes that tell the key.
    public static let keyIDBytes = 8
    /// Bytes of the salt.
    public static let saltBytes = 16
    /// Bytes of the head.
    public static let headBytes = 32
    /// Bytes of text in a chunk.
    public static let chunkBytes = 64 << 10
    /// Bytes that a chunk has beside its text.
    public static let overhead = 28

    /// The most bytes that a chunk takes in the file.
    static let sealedChunkBytes = chunkBytes + overhead

    /// Bytes of the file for so many bytes of text.
    public static func fileBytes(text: Int64) -> Int64 {
        let chunks = (text + Int64(chunkBytes) - 1) / Int64(chunkBytes)
        return Int64(headBytes) + text + chunks * Int64(overhead)
    }

    /// Bytes of text in a file of so many bytes; what cannot be a chunk counts for nothing.
    public static func textBytes(file: Int64) -> Int64 {
        let body = max(0, file - Int64(headBytes))
        let whole = body / Int64(sealedChunkBytes)
        let rest = body % Int64(sealedChunkBytes)
        return whole * Int64(chunkBytes) + max(0, rest - Int64(overhead))
    }

    /// Where a chunk stands in the file.
    static func place(ofChunk index: Int64) -> Int64 { Int64(headBytes) + index * Int64(sealedChunkBytes) }
}
