import FerryCore

/// The body of one request: a range of an object, read from disk while it is sent.
///
/// The file is looked at before the first and before the last byte of every body: bytes that changed break the request
/// off and are named as such.
struct LayoutBody: HTTPBodySource {
    let reader: LayoutReader
    let range: Range<Int64>
    let guardian: SourceGuard?

    var length: Int64 { range.upperBound - range.lowerBound }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(FerryError) -> Int {
        let start = range.lowerBound + offset
        let count = Int(min(Int64(buffer.count), range.upperBound - start))
        guard count > 0 else { return 0 }
        if offset == 0 { try guardian?.check() }
        let read = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: start)
        if start + Int64(read) >= range.upperBound { try guardian?.check() }
        return read
    }
}
