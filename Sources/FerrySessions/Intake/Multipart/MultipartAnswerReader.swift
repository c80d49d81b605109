package import FerryCore

/// Reads an answer that comes as `multipart/form-data` (RFC 7578), in pieces, cut anywhere. Files go on as they come and
/// are never held.
///
/// The parts `video` and `audio` are media; the others have the names of the JSON members. Parts that are not known are
/// passed over. A file part without a name and without a byte, which browsers send for a file that was not chosen, counts
/// as left out.
package struct MultipartAnswerReader: Sendable {
    /// What the content of a part is read for.
    private enum Use {
        case field(AnswerField)
        case media
        /// A file; its first byte begins the media.
        case file(MediaKind, mediaType: String?, isNamed: Bool)
        case passedOver
    }

    private let limits: IntakeLimits
    private var splitter: MultipartSplitter
    private var offset: Int64 = 0
    private var fieldBytes = 0
    private var parts = 0
    private var names: Set<String> = []
    private var name = ""
    private var use = Use.passedOver
    private var text: [UInt8] = []

    /// Creates a reader for one body.
    package init(boundary: MultipartBoundary, limits: IntakeLimits) {
        self.limits = limits
        splitter = MultipartSplitter(boundary: boundary, maxHeaderBytes: limits.headerBytes)
    }

    /// Takes the next piece of the body.
    ///
    /// - Throws: `request.malformed` for what is no form, with the byte; `request.unprocessable` and `request.tooLarge`;
    ///   what the sink throws.
    package mutating func take(
        _ bytes: UnsafeRawBufferPointer, into sink: inout some AnswerSink
    ) throws(FerryError) {
        var index = 0
        while index < bytes.count {
            let start = index
            let step: MultipartSplitter.Step?
            do throws(MultipartSplitter.Fault) { step = try splitter.next(bytes, &index) } catch {
                throw fault(error, at: offset + Int64(index))
            }
            try count(index - start)
            if let step { try take(step, bytes, &sink) }
        }
        offset += Int64(bytes.count)
    }

    /// Ends the body.
    package mutating func finish() throws(FerryError) {
        do throws(MultipartSplitter.Fault) { try splitter.finish() } catch { throw fault(error, at: offset) }
    }

    private mutating func count(_ bytes: Int) throws(FerryError) {
        if case .media = use { return }
        fieldBytes += bytes
        // A whole piece may be the first of a file.
        if case .file = use { fieldBytes -= bytes }
        guard fieldBytes <= limits.fieldBytes else {
            throw FerryError(.requestTooLarge, "the form beside its media has more than \(limits.fieldBytes) bytes")
        }
    }

    private mutating func take(
        _ step: MultipartSplitter.Step, _ bytes: UnsafeRawBufferPointer, _ sink: inout some AnswerSink
    ) throws(FerryError) {
        switch step {
        case .headers(let lines): try begin(lines, &sink)
        case .content(let range): try take(UnsafeRawBufferPointer(rebasing: bytes[range]), &sink)
        case .delimiterContent(let range):
            let result: Result<Void, FerryError> = splitter.delimiter.withUnsafeBytes { delimiter in
                Result { () throws(FerryError) in
                    try take(UnsafeRawBufferPointer(rebasing: delimiter[range]), &sink)
                }
            }
            try result.get()
        case .end: try end(&sink)
        }
    }

    private mutating func begin(_ lines: [[UInt8]], _ sink: inout some AnswerSink) throws(FerryError) {
        parts += 1
        guard parts <= limits.fields else {
            throw FerryError(.requestTooLarge, "the form has more than \(limits.fields) parts")
        }
        let headers: PartHeaders
        do throws(PartHeaders.Fault) { headers = try PartHeaders(lines) } catch {
            throw malformed(error.reason, at: nil)
        }
        name = headers.name
        guard names.insert(name).inserted else {
            throw malformed("the part \"\(name.prefix(64))\" comes twice", at: nil)
        }
        text = []
        if let kind = MediaKind(rawValue: name) {
            use = .file(kind, mediaType: headers.mediaType, isNamed: headers.fileName != "")
        } else if let field = AnswerField(rawValue: name) {
            use = .field(field)
            guard let kind = field.media else { return }
            use = .media
            try sink.beginMedia(kind, name: name, .dataURI)
        } else {
            use = .passedOver
        }
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ sink: inout some AnswerSink) throws(FerryError) {
        switch use {
        case .passedOver: break
        case .media: try sink.media(bytes)
        case .file(let kind, let mediaType, _):
            use = .media
            try sink.beginMedia(kind, name: name, .bytes(mediaType: mediaType))
            try sink.media(bytes)
        case .field:
            let max = max(limits.textBytes, limits.nameBytes)
            guard text.count + bytes.count <= max else {
                throw FerryError(.requestTooLarge, "the text has more than \(max) bytes", input: name)
            }
            text.append(contentsOf: bytes)
        }
    }

    private mutating func end(_ sink: inout some AnswerSink) throws(FerryError) {
        let ended = use
        use = .passedOver
        switch ended {
        case .passedOver: break
        case .media: try sink.endMedia()
        case .file(_, _, let isNamed):
            guard !isNamed else { throw FerryError(.sourceEmpty, "the file has no bytes", input: name) }
        case .field(let field):
            guard let text = String(validating: text, as: UTF8.self) else {
                throw malformed("the part \"\(name)\" is not UTF-8", at: nil)
            }
            self.text = []
            try sink.field(field, .form(text))
        }
    }

    private func fault(_ fault: MultipartSplitter.Fault, at offset: Int64) -> FerryError {
        fault.isTooLarge ? FerryError(.requestTooLarge, fault.reason) : malformed(fault.reason, at: offset)
    }

    private func malformed(_ reason: String, at offset: Int64?) -> FerryError {
        FerryError(.requestMalformed, "the body is no form: \(reason)", offset: offset)
    }
}
