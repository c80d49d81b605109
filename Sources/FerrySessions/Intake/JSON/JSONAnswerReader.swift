package import FerryCore

/// Reads an answer that comes as a JSON object, in pieces, cut anywhere. The strings of media fields go on as they come
/// and are never held.
///
/// Members that are not known are passed over, whatever they hold. A name that comes twice is refused, because readers
/// disagree about which of the two counts (RFC 8259, section 4).
package struct JSONAnswerReader: Sendable {
    /// What the value of a member of the object is read for.
    private enum Use {
        case field(AnswerField)
        case passedOver
    }

    private let limits: IntakeLimits
    private var tokenizer: JSONTokenizer
    private var offset: Int64 = 0
    private var fieldBytes = 0
    private var names: Set<String> = []
    private var use = Use.passedOver
    /// The key or the value that is being read.
    private var text: [UInt8] = []
    private var string = StringUse.none
    /// What the text of the string is read for.
    private enum StringUse {
        case none
        case kept(max: Int)
        case media, passedOver
    }

    /// Creates a reader for one body.
    package init(limits: IntakeLimits) {
        self.limits = limits
        tokenizer = JSONTokenizer(maxDepth: limits.nesting)
    }

    /// Takes the next piece of the body.
    ///
    /// - Throws: `request.malformed` for what is no JSON object, with the byte; `request.unprocessable` and
    ///   `request.tooLarge`; what the sink throws.
    package mutating func take(
        _ bytes: UnsafeRawBufferPointer, into sink: inout some AnswerSink
    ) throws(FerryError) {
        var index = 0
        while index < bytes.count {
            let start = index
            let token: JSONTokenizer.Token?
            do throws(JSONTokenizer.Fault) { token = try tokenizer.next(bytes, &index) } catch {
                throw malformed(error.reason, at: offset + Int64(index))
            }
            try count(index - start)
            if let token { try take(token, bytes, &sink) }
        }
        offset += Int64(bytes.count)
    }

    /// Ends the body.
    package mutating func finish() throws(FerryError) {
        do throws(JSONTokenizer.Fault) { try tokenizer.finish() } catch { throw malformed(error.reason, at: offset) }
    }

    private mutating func count(_ bytes: Int) throws(FerryError) {
        if case .media = string { return }
        fieldBytes += bytes
        guard fieldBytes <= limits.fieldBytes else {
            throw FerryError(.requestTooLarge, "the fields beside the media have more than \(limits.fieldBytes) bytes")
        }
    }

    private mutating func take(
        _ token: JSONTokenizer.Token, _ bytes: UnsafeRawBufferPointer, _ sink: inout some AnswerSink
    ) throws(FerryError) {
        switch token {
        case .run(let range): try take(UnsafeRawBufferPointer(rebasing: bytes[range]), &sink)
        case .scalar(let scalar):
            try withUnsafeTemporaryUTF8(of: scalar) { bytes throws(FerryError) in try take(bytes, &sink) }
        case .string(let isKey): try begin(isKey: isKey, &sink)
        case .stringEnd: try endString(&sink)
        case .open(let isObject): try open(isObject: isObject)
        case .close: break
        case .number(let number): try give(.number(number), &sink)
        case .flag(let flag): try give(.flag(flag), &sink)
        // A field that is null is one that was left out.
        case .null: if tokenizer.depth == 0 { throw notAnObject }
        }
    }

    private mutating func open(isObject: Bool) throws(FerryError) {
        guard tokenizer.depth > 1 else {
            guard isObject else { throw notAnObject }
            return
        }
        if tokenizer.depth == 2, case .field(let field) = use {
            throw FieldValue.wrong(field, field.media == nil ? "a plain value" : "a data URI in a string")
        }
    }

    private mutating func begin(isKey: Bool, _ sink: inout some AnswerSink) throws(FerryError) {
        guard tokenizer.depth > 0 else { throw notAnObject }
        text = []
        guard tokenizer.depth == 1 else { return string = .passedOver }
        guard !isKey else { return string = .kept(max: limits.nameBytes) }
        switch use {
        case .passedOver: string = .passedOver
        case .field(let field):
            guard let kind = field.media else {
                string = .kept(max: max(limits.textBytes, limits.nameBytes))
                return
            }
            string = .media
            try sink.beginMedia(kind, name: field.rawValue, .dataURI)
        }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ sink: inout some AnswerSink) throws(FerryError) {
        switch string {
        case .none, .passedOver: break
        case .media: try sink.media(bytes)
        case .kept(let max):
            guard text.count + bytes.count <= max else {
                throw FerryError(.requestTooLarge, "a name or text has more than \(max) bytes", input: input)
            }
            text.append(contentsOf: bytes)
        }
    }

    private mutating func endString(_ sink: inout some AnswerSink) throws(FerryError) {
        let ended = string
        string = .none
        switch ended {
        case .none, .passedOver: return
        case .media: try sink.endMedia()
        case .kept:
            let text = String(decoding: self.text, as: UTF8.self)
            self.text = []
            if tokenizer.isBehindKey { try name(text) } else { try give(.text(text), &sink) }
        }
    }

    private mutating func name(_ name: String) throws(FerryError) {
        guard names.count < limits.fields else {
            throw FerryError(.requestTooLarge, "the object has more than \(limits.fields) members")
        }
        guard names.insert(name).inserted else {
            throw malformed("the name \"\(name.prefix(64))\" comes twice", at: nil)
        }
        use = AnswerField(rawValue: name).map(Use.field) ?? .passedOver
    }

    private func give(_ value: FieldValue, _ sink: inout some AnswerSink) throws(FerryError) {
        guard tokenizer.depth > 0 else { throw notAnObject }
        guard tokenizer.depth == 1, case .field(let field) = use else { return }
        try sink.field(field, value)
    }

    private var input: String? {
        guard case .field(let field) = use else { return nil }
        return field.rawValue
    }

    private var notAnObject: FerryError { malformed("the body is no JSON object", at: nil) }

    private func malformed(_ reason: String, at offset: Int64?) -> FerryError {
        FerryError(.requestMalformed, "the body is no answer in JSON: \(reason)", offset: offset)
    }
}

/// Gives the UTF-8 of a character to `body`.
private func withUnsafeTemporaryUTF8(
    of scalar: Unicode.Scalar, _ body: (UnsafeRawBufferPointer) throws(FerryError) -> Void
) throws(FerryError) {
    var word: UInt32 = 0
    var count = 0
    for unit in UTF8.encode(scalar) ?? .init() {
        word |= UInt32(unit) << UInt32(8 * count)
        count += 1
    }
    let result: Result<Void, FerryError> = withUnsafeBytes(of: word.littleEndian) { bytes in
        Result { () throws(FerryError) in try body(UnsafeRawBufferPointer(rebasing: bytes.prefix(count))) }
    }
    try result.get()
}
