/// Reads the inside of a JSON string, cut anywhere: runs of bytes that stand for themselves, and characters that were
/// escaped. Holds no text.
struct JSONStringScanner: Sendable {
    /// What was found.
    enum Step: Equatable {
        /// These bytes of the piece stand for themselves.
        case run(Range<Int>)
        /// An escaped character.
        case scalar(Unicode.Scalar)
        /// The string ended; its closing quote was taken.
        case ended
        /// The piece is used up.
        case more
    }

    /// Why a string is none.
    struct Fault: Error, Equatable {
        var reason: String
    }

    private enum Phase {
        case plain
        case escape
        case unicode(value: UInt32, digits: Int)
        /// A high surrogate was escaped: `\u` and a low one must follow.
        case lowEscape(high: UInt32)
        case lowMark(high: UInt32)
        case lowUnicode(high: UInt32, value: UInt32, digits: Int)
    }

    private var phase = Phase.plain
    private var utf8 = UTF8Check()

    /// Goes on at `index`, which is moved behind what was taken.
    mutating func next(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) throws(Fault) -> Step {
        while index < bytes.count {
            if case .plain = phase {
                if let step = try plain(bytes, &index) { return step }
                continue
            }
            let byte = bytes[index]
            index += 1
            if let scalar = try escaped(byte) { return .scalar(scalar) }
        }
        return .more
    }

    /// A run, or the end; `nil` when an escape began.
    private mutating func plain(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) throws(Fault) -> Step? {
        let start = index
        while index < bytes.count {
            if utf8.isComplete { index = PlainText.end(bytes, from: index) }
            guard index < bytes.count else { break }
            let byte = bytes[index]
            guard byte >= 0x80 || !utf8.isComplete else { break }
            guard utf8.take(byte) else { throw Fault(reason: "a string is not UTF-8") }
            index += 1
        }
        if index > start { return .run(start..<index) }
        let byte = bytes[index]
        guard byte >= 0x20 else { throw Fault(reason: "a control character stands in a string without an escape") }
        index += 1
        if byte == UInt8(ascii: "\"") { return .ended }
        phase = .escape
        return nil
    }

    private mutating func escaped(_ byte: UInt8) throws(Fault) -> Unicode.Scalar? {
        switch phase {
        case .plain: return nil
        case .escape:
            if byte == UInt8(ascii: "u") {
                phase = .unicode(value: 0, digits: 0)
                return nil
            }
            guard let scalar = Self.short(byte) else { throw Fault(reason: "a backslash begins no escape") }
            phase = .plain
            return scalar
        case .unicode(let value, let digits):
            let value = value << 4 | (try Self.digit(byte))
            guard digits == 3 else {
                phase = .unicode(value: value, digits: digits + 1)
                return nil
            }
            return try ended(value)
        case .lowEscape(let high):
            guard byte == UInt8(ascii: "\\") else { throw Self.halfPair }
            phase = .lowMark(high: high)
        case .lowMark(let high):
            guard byte == UInt8(ascii: "u") else { throw Self.halfPair }
            phase = .lowUnicode(high: high, value: 0, digits: 0)
        case .lowUnicode(let high, let value, let digits):
            let value = value << 4 | (try Self.digit(byte))
            guard digits == 3 else {
                phase = .lowUnicode(high: high, value: value, digits: digits + 1)
                return nil
            }
            return try paired(high, value)
        }
        return nil
    }

    private mutating func ended(_ value: UInt32) throws(Fault) -> Unicode.Scalar? {
        if (0xD800...0xDBFF).contains(value) {
            phase = .lowEscape(high: value)
            return nil
        }
        guard let scalar = Unicode.Scalar(value) else { throw Self.halfPair }
        phase = .plain
        return scalar
    }

    private mutating func paired(_ high: UInt32, _ low: UInt32) throws(Fault) -> Unicode.Scalar {
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw Self.halfPair }
        phase = .plain
        return scalar
    }

    private static let halfPair = Fault(reason: "an escape is half of a surrogate pair")

    private static func short(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(byte)
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    private static func digit(_ byte: UInt8) throws(Fault) -> UInt32 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return UInt32(byte - UInt8(ascii: "A")) + 10
        default: throw Fault(reason: "an escape needs four hexadecimal digits behind its u")
        }
    }
}
