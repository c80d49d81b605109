import Glibc

/// The bytes that end lines of headers.
enum Lines {
    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A

    /// The first CR from `index` on; else the end.
    static func firstReturn(_ bytes: UnsafeRawBufferPointer, from index: Int) -> Int {
        guard let base = bytes.baseAddress, index < bytes.count,
            let found = memchr(base + index, Int32(carriageReturn), bytes.count - index)
        else { return bytes.count }
        return base.distance(to: UnsafeRawPointer(found))
    }
}
