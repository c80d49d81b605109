/// Reads one JSON document (RFC 8259) in pieces, cut anywhere, and says what stands in it. Holds one number and one bit
/// for each level at most, never a string.
struct JSONTokenizer: Sendable {
    /// What was found.
    enum Token: Equatable {
        /// An object or array begins.
        case open(isObject: Bool)
        /// It ends.
        case close
        /// A string begins; its text follows as runs and scalars.
        case string(isKey: Bool)
        /// These bytes of the piece belong to the string's text.
        case run(Range<Int>)
        /// This escaped character belongs to the string's text.
        case scalar(Unicode.Scalar)
        /// The string ends.
        case stringEnd
        /// A number.
        case number(Double)
        /// `true` or `false`.
        case flag(Bool)
        /// `null`.
        case null
    }

    /// Why the text is no JSON.
    struct Fault: Error, Equatable {
        var reason: String
    }

    private enum Phase {
        case value
        /// Behind `[`: a value or the end.
        case firstValue
        /// Behind `{`: a key or the end.
        case firstKey
        case key
        case colon
        case afterValue
        case string(isKey: Bool)
        case number([UInt8])
        case literal(Literal, matched: Int)
        case done
    }

    private enum Literal: Equatable {
        case yes, no, null

        var text: StaticString {
            switch self {
            case .yes: "true"
            case .no: "false"
            case .null: "null"
            }
        }

        var token: Token {
            switch self {
            case .yes: .flag(true)
            case .no: .flag(false)
            case .null: .null
            }
        }
    }

    private var phase = Phase.value
    private var scanner = JSONStringScanner()
    /// One bit for each level, the innermost lowest: 1 is an object.
    private var levels: UInt64 = 0
    /// How deep the text is nested here.
    private(set) var depth = 0
    private let maxDepth: Int

    /// Whether a key was just read, and its value follows.
    var isBehindKey: Bool {
        if case .colon = phase { true } else { false }
    }

    /// - Parameter maxDepth: How deep a text may be nested, at most 64.
    init(maxDepth: Int) { self.maxDepth = min(max(maxDepth, 1), 64) }

    /// The next token, from `index` on, which is moved behind it; `nil` when the piece is used up.
    mutating func next(_ bytes: UnsafeRawBufferPointer, _ index: inout Int) throws(Fault) -> Token? {
        while index < bytes.count {
            if case .string(let isKey) = phase {
                return try string(bytes, &index, isKey: isKey)
            }
            if let token = try take(bytes[index], &index) { return token }
        }
        return nil
    }

    /// Ends the text.
    func finish() throws(Fault) {
        guard case .done = phase else { throw Fault(reason: "the text ends before the document does") }
    }

    private mutating func string(
        _ bytes: UnsafeRawBufferPointer, _ index: inout Int, isKey: Bool
    ) throws(Fault) -> Token? {
        do throws(JSONStringScanner.Fault) {
            switch try scanner.next(bytes, &index) {
            case .run(let range): return .run(range)
            case .scalar(let scalar): return .scalar(scalar)
            case .more: return nil
            case .ended:
                if isKey { phase = .colon } else { endValue() }
                return .stringEnd
            }
        } catch {
            throw Fault(reason: error.reason)
        }
    }

    /// Takes one byte outside of strings, or leaves it for the next call.
    private mutating func take(_ byte: UInt8, _ index: inout Int) throws(Fault) -> Token? {
        if case .number(let text) = phase { return try number(text, byte, &index) }
        index += 1
        if case .literal(let literal, let matched) = phase { return try match(literal, matched, byte) }
        if [0x20, 0x09, 0x0A, 0x0D].contains(byte) { return nil }
        switch phase {
        case .value: return try value(byte)
        case .firstValue: return byte == UInt8(ascii: "]") ? try close(isObject: false) : try value(byte)
        case .firstKey: return byte == UInt8(ascii: "}") ? try close(isObject: true) : try key(byte)
        case .key: return try key(byte)
        case .colon:
            guard byte == UInt8(ascii: ":") else { throw Self.unexpected(byte) }
            phase = .value
        case .afterValue: return try afterValue(byte)
        case .done: throw Fault(reason: "something follows the document")
        case .string, .number, .literal: break
        }
        return nil
    }

    private mutating func value(_ byte: UInt8) throws(Fault) -> Token? {
        switch byte {
        case UInt8(ascii: "{"): return try open(isObject: true)
        case UInt8(ascii: "["): return try open(isObject: false)
        case UInt8(ascii: "\""):
            phase = .string(isKey: false)
            scanner = JSONStringScanner()
            return .string(isKey: false)
        case UInt8(ascii: "t"): phase = .literal(.yes, matched: 1)
        case UInt8(ascii: "f"): phase = .literal(.no, matched: 1)
        case UInt8(ascii: "n"): phase = .literal(.null, matched: 1)
        default:
            guard byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw Self.unexpected(byte)
            }
            phase = .number([byte])
        }
        return nil
    }

    private mutating func key(_ byte: UInt8) throws(Fault) -> Token {
        guard byte == UInt8(ascii: "\"") else { throw Self.unexpected(byte) }
        phase = .string(isKey: true)
        scanner = JSONStringScanner()
        return .string(isKey: true)
    }

    private mutating func afterValue(_ byte: UInt8) throws(Fault) -> Token? {
        let isObject = levels & 1 == 1
        switch byte {
        case UInt8(ascii: ","): phase = isObject ? .key : .value
        case UInt8(ascii: "}"): return try close(isObject: true)
        case UInt8(ascii: "]"): return try close(isObject: false)
        default: throw Self.unexpected(byte)
        }
        return nil
    }

    private mutating func open(isObject: Bool) throws(Fault) -> Token {
        guard depth < maxDepth else { throw Fault(reason: "the text is nested deeper than \(maxDepth) levels") }
        depth += 1
        levels = levels << 1 | (isObject ? 1 : 0)
        phase = isObject ? .firstKey : .firstValue
        return .open(isObject: isObject)
    }

    private mutating func close(isObject: Bool) throws(Fault) -> Token {
        guard depth > 0, (levels & 1 == 1) == isObject else {
            throw Fault(reason: "a bracket closes what it did not open")
        }
        depth -= 1
        levels >>= 1
        endValue()
        return .close
    }

    private mutating func endValue() { phase = depth == 0 ? .done : .afterValue }

    private mutating func number(_ text: [UInt8], _ byte: UInt8, _ index: inout Int) throws(Fault) -> Token? {
        guard JSONNumber.isPart(byte) else {
            guard let value = JSONNumber.value(of: text) else { throw Fault(reason: "a number is none") }
            endValue()
            return .number(value)
        }
        guard text.count < JSONNumber.maxBytes else {
            throw Fault(reason: "a number has more than \(JSONNumber.maxBytes) digits")
        }
        index += 1
        phase = .number(text + [byte])
        return nil
    }

    private mutating func match(_ literal: Literal, _ matched: Int, _ byte: UInt8) throws(Fault) -> Token? {
        guard literal.text.withUTF8Buffer({ $0[matched] }) == byte else { throw Self.unexpected(byte) }
        guard matched + 1 == literal.text.utf8CodeUnitCount else {
            phase = .literal(literal, matched: matched + 1)
            return nil
        }
        endValue()
        return literal.token
    }

    private static func unexpected(_ byte: UInt8) -> Fault {
        let isShown = (0x21...0x7E).contains(byte)
        return Fault(
            reason: isShown
                ? "\"\(Character(Unicode.Scalar(byte)))\" stands where JSON has no place for it"
                : "the byte 0x\(String(byte, radix: 16)) stands where JSON has no place for it")
    }
}
