import FerryCore

/// The body of a request that carries a document, from memory.
struct DocumentBody: HTTPBodySource {
    let bytes: [UInt8]

    var length: Int64 { Int64(bytes.count) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        let part = bytes[min(Int(offset), bytes.count)...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        return part.count
    }
}
