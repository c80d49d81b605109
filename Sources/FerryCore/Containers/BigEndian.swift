extension Collection where Element == UInt8 {
    /// The unsigned number that stands at `offset`, counted from the collection's first byte, most significant byte first;
    /// `nil` where the bytes are not all there.
    func bigEndian<Number: FixedWidthInteger & UnsignedInteger>(_ offset: Int, as type: Number.Type) -> Number? {
        let count = Number.bitWidth / 8
        guard offset >= 0, offset <= self.count - count else { return nil }
        return dropFirst(offset).prefix(count).reduce(0) { $0 << 8 | Number($1) }
    }

    /// The four bytes at `offset` as the name of a box.
    func fourCC(_ offset: Int) -> FourCC? {
        bigEndian(offset, as: UInt32.self).map(FourCC.init(rawValue:))
    }
}

extension Array where Element == UInt8 {
    /// Appends a number, most significant byte first.
    mutating func appendBigEndian(_ number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

/// Four letters that name a box or a brand (ISO/IEC 14496-12).
struct FourCC: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    init(stringLiteral value: String) {
        rawValue = value.utf8.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The four bytes.
    var bytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) } }

    /// Whether this could be a name: printable ASCII, or the copyright sign of QuickTime.
    var isPlausible: Bool { bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0xA9 } }

    var description: String { String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self) }
}
