/// Sees whether bytes, cut anywhere, are UTF-8 as RFC 3629 defines it: no long forms, no surrogates, nothing above
/// U+10FFFF.
struct UTF8Check: Sendable {
    /// Bytes that the character still needs.
    private var needed = 0
    /// What its next byte may be.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether a character may begin here.
    var isComplete: Bool { needed == 0 }

    /// Takes a byte; `false` where it cannot stand here.
    mutating func take(_ byte: UInt8) -> Bool {
        guard needed == 0 else {
            guard allowed.contains(byte) else { return false }
            needed -= 1
            allowed = 0x80...0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: expect(1, 0x80...0xBF)
        case 0xE0: expect(2, 0xA0...0xBF)
        case 0xED: expect(2, 0x80...0x9F)
        case 0xE1...0xEF: expect(2, 0x80...0xBF)
        case 0xF0: expect(3, 0x90...0xBF)
        case 0xF1...0xF3: expect(3, 0x80...0xBF)
        case 0xF4: expect(3, 0x80...0x8F)
        default: return false
        }
        return true
    }

    private mutating func expect(_ count: Int, _ range: ClosedRange<UInt8>) {
        needed = count
        allowed = range
    }
}
