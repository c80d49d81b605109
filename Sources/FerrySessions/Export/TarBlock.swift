import FerryCore

/// Blocks of a tar archive (POSIX.1-1988 ustar): 512 bytes each.
enum TarBlock {
    /// Bytes of a block.
    static let size = 512

    /// The header of a regular file.
    ///
    /// - Parameters:
    ///   - name: At most 100 bytes of ASCII.
    ///   - length: Bytes of the file; above 8 GiB in the base-256 form that GNU and BSD tar read.
    static func header(_ name: String, length: Int64, modifiedAt: Timestamp) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: size)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
        }
        put(String(name.utf8.prefix(100).map { Character(UnicodeScalar($0 < 128 ? $0 : 95)) }), at: 0)
        put("0000644\0" + "0000000\0" + "0000000\0", at: 100)
        if length < 1 << 33 {
            put(octal(length, digits: 11), at: 124)
        } else {
            block[124] = 0x80
            for byte in 0..<8 { block[135 - byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
        }
        put(octal(max(0, modifiedAt.microseconds / 1_000_000), digits: 11), at: 136)
        put("        0", at: 148)
        put("ustar\0" + "00", at: 257)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(octal(sum, digits: 6) + "\0 ", at: 148)
        return block
    }

    /// Zero bytes that fill the last block of a file.
    static func padding(after length: Int64) -> [UInt8] {
        [UInt8](repeating: 0, count: Int((Int64(size) - length % Int64(size)) % Int64(size)))
    }

    /// The end of an archive.
    static let end = [UInt8](repeating: 0, count: 2 * size)

    private static func octal(_ number: Int64, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
