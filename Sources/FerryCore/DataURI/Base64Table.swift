/// Decodes runs of base64 symbols by four tables of 256 words, without vector instructions.
///
/// A symbol's table entry holds its six bits where they belong in a little-endian word of three bytes, so that four
/// look-ups and three ORs decode four symbols. Both alphabets of RFC 4648 are in the tables.
struct Base64Table: Sendable {
    /// Set in the entry of every byte that is no symbol.
    private static let refused: UInt32 = 0xFF00_0000

    /// The tables; shared, because they never change.
    static let shared = Base64Table()

    /// Four tables one behind the other.
    private let entries: [UInt32]

    private init() {
        var entries = [UInt32](repeating: Self.refused, count: 4 * 256)
        for byte in 0...255 {
            guard let value = Self.value(of: UInt8(byte)).map(UInt32.init) else { continue }
            entries[byte] = value << 2
            entries[256 + byte] = value >> 4 | (value & 0x0F) << 12
            entries[512 + byte] = (value >> 2) << 8 | (value & 0x03) << 22
            entries[768 + byte] = value << 16
        }
        self.entries = entries
    }

    /// The six bits of a symbol of either alphabet.
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    /// Decodes groups of four symbols and stops before the first group that holds another byte.
    ///
    /// - Parameters:
    ///   - text: The symbols; a rest shorter than a group is left.
    ///   - bytes: Where the decoded bytes go; decoding stops when they would not fit. Bytes behind the decoded ones may be
    ///     overwritten.
    /// - Returns: How many symbols were consumed, a multiple of four; three bytes were written for every four of them.
    func decodeRun(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Int {
        guard let source = text.baseAddress, let target = bytes.baseAddress else { return 0 }
        let groups = min(text.count / 4, bytes.count / 3)
        // A pair of groups writes eight bytes for six.
        let pairs = min(groups, max(bytes.count - 2, 0) / 3) / 2
        return entries.withUnsafeBufferPointer { entries in
            guard let table = entries.baseAddress else { return 0 }
            var group = Self.decodePairs(source, target, pairs: pairs, table) * 2
            while group < groups {
                let word = Self.word(source.loadUnaligned(fromByteOffset: group * 4, as: UInt32.self), table)
                guard word & Self.refused == 0 else { break }
                let place = target + group * 3
                place.storeBytes(of: UInt8(truncatingIfNeeded: word), as: UInt8.self)
                place.storeBytes(of: UInt8(truncatingIfNeeded: word >> 8), toByteOffset: 1, as: UInt8.self)
                place.storeBytes(of: UInt8(truncatingIfNeeded: word >> 16), toByteOffset: 2, as: UInt8.self)
                group += 1
            }
            return group * 4
        }
    }

    /// Decodes eight symbols at a time and says how many times it could.
    private static func decodePairs(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, pairs: Int, _ table: UnsafePointer<UInt32>
    ) -> Int {
        var pair = 0
        while pair < pairs {
            let text = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: pair &* 8, as: UInt64.self))
            let first = word(UInt32(truncatingIfNeeded: text).littleEndian, table)
            let second = word(UInt32(truncatingIfNeeded: text >> 32).littleEndian, table)
            guard (first | second) & refused == 0 else { break }
            let six = UInt64(first) | UInt64(second) << 24
            target.storeBytes(of: six.littleEndian, toByteOffset: pair &* 6, as: UInt64.self)
            pair &+= 1
        }
        return pair
    }

    /// Three bytes in the low part of a word, or a word with bits of `refused`.
    @inline(__always)
    private static func word(_ symbols: UInt32, _ table: UnsafePointer<UInt32>) -> UInt32 {
        let symbols = UInt32(littleEndian: symbols)
        return table[Int(symbols & 0xFF)]
            | table[256 &+ Int(symbols >> 8 & 0xFF)]
            | table[512 &+ Int(symbols >> 16 & 0xFF)]
            | table[768 &+ Int(symbols >> 24)]
    }
}
