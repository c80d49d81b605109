/// Follows `type/subtype *( ; name=value )` byte by byte, so that it is known at every byte whether a comma may belong to
/// a value and whether `;base64` has just been read.
///
/// Parameters without a value and empty parameters are allowed, as the WHATWG's media type parser allows them. Tab, line
/// feed and carriage return are passed over.
struct DataURIHeadGrammar: Sendable {
    private enum State: Sendable {
        case type
        case subtype
        case afterSubtype
        case name
        case afterMarker
        case value
        case quoted
        case escaped
        case afterQuoted
        case broken
    }

    private var state = State.type
    private var word: [UInt8] = []
    private var isRecording = false
    private var isCodecs = false
    private var sawMarker = false

    /// The text cannot be a head.
    var isBroken: Bool { state == .broken }

    /// A comma here may belong to a parameter of a recording's media type.
    var mayHoldComma: Bool {
        isRecording && (state == .value || state == .quoted || state == .escaped)
    }

    /// `;base64` has just been read: a comma here ends the head.
    var isMarker: Bool { state == .afterMarker || (state == .name && word == ASCII.base64) }

    /// What has been read behind the last semicolon is, or may become, `base64`.
    var isMarkerBegun: Bool { state == .afterMarker || (state == .name && ASCII.base64.starts(with: word)) }

    /// Whether a text that ends here, with `listed` behind its first comma, is a head that was cut off and not a body.
    ///
    /// It is when a quotation is open, when `;base64` is begun, or when the comma stood in a recording's `codecs` list and
    /// only what a media type is made of follows: no media could be written with these characters alone.
    func isCutOff(after listed: ArraySlice<UInt8>) -> Bool {
        switch state {
        case .quoted, .escaped: return true
        case .name, .value, .afterMarker, .afterQuoted:
            if isMarkerBegun { return true }
            guard isCodecs, !sawMarker else { return false }
            return listed.allSatisfy { ASCII.isToken($0) && $0 != ASCII.percent || ", ;=\"\t\r\n".utf8.contains($0) }
        case .type, .subtype, .afterSubtype, .broken: return false
        }
    }

    /// Takes the next byte of the head.
    mutating func take(_ byte: UInt8) {
        if ASCII.isURLNoise(byte) { return }
        switch state {
        case .type: takeType(byte)
        case .subtype, .afterSubtype: takeSubtype(byte)
        case .name, .afterMarker: takeName(byte)
        case .value: takeValue(byte)
        case .quoted: takeQuoted(byte)
        case .escaped: state = Self.isQuotable(byte) ? .quoted : .broken
        case .afterQuoted:
            if byte == ASCII.semicolon { beginName() } else if byte != ASCII.space { state = .broken }
        case .broken: break
        }
    }

    private mutating func takeType(_ byte: UInt8) {
        if byte == ASCII.slash, !word.isEmpty {
            isRecording = word.elementsEqual("audio".utf8) || word.elementsEqual("video".utf8)
            word.removeAll(keepingCapacity: true)
            state = .subtype
        } else if byte == ASCII.semicolon {
            beginName()
        } else if ASCII.isToken(byte) {
            append(byte)
        } else if byte != ASCII.space || !word.isEmpty {
            state = .broken
        }
    }

    private mutating func takeSubtype(_ byte: UInt8) {
        if byte == ASCII.semicolon, !word.isEmpty {
            beginName()
        } else if byte == ASCII.space, !word.isEmpty {
            state = .afterSubtype
        } else if ASCII.isToken(byte), state == .subtype {
            append(byte)
        } else {
            state = .broken
        }
    }

    private mutating func takeName(_ byte: UInt8) {
        if byte == ASCII.semicolon {
            sawMarker = sawMarker || isMarker
            beginName()
        } else if byte == ASCII.equals, state == .name, !word.isEmpty {
            isCodecs = isCodecs || word.elementsEqual("codecs".utf8)
            word.removeAll(keepingCapacity: true)
            state = .value
        } else if byte == ASCII.space {
            if word == ASCII.base64 { state = .afterMarker } else if !word.isEmpty { state = .broken }
        } else if ASCII.isToken(byte), state == .name, word != ASCII.base64 {
            append(byte)
        } else {
            state = .broken
        }
    }

    private mutating func takeValue(_ byte: UInt8) {
        if byte == ASCII.semicolon {
            beginName()
        } else if byte == ASCII.quote, word.isEmpty {
            state = .quoted
        } else if byte == ASCII.quote || !(0x20...0x7E).contains(byte) {
            state = .broken
        } else if byte != ASCII.space {
            append(byte)
        }
    }

    private mutating func takeQuoted(_ byte: UInt8) {
        if byte == ASCII.quote {
            state = .afterQuoted
        } else if byte == ASCII.backslash {
            state = .escaped
        } else if !Self.isQuotable(byte) {
            state = .broken
        }
    }

    private mutating func beginName() {
        word.removeAll(keepingCapacity: true)
        state = .name
    }

    /// Words are only compared with short names: their first bytes are enough.
    private mutating func append(_ byte: UInt8) {
        if word.count < 16 { word.append(ASCII.lowered(byte)) }
    }

    private static func isQuotable(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7F }
}
