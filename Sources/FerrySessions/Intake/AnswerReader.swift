import FerryCore

/// Reads the body of an answer, whatever its framing.
enum AnswerReader: Sendable {
    case json(JSONAnswerReader)
    case multipart(MultipartAnswerReader)
    case raw(RawAnswerReader)

    init(_ framing: AnswerFraming, limits: IntakeLimits) {
        switch framing {
        case .json: self = .json(JSONAnswerReader(limits: limits))
        case .multipart(let boundary): self = .multipart(MultipartAnswerReader(boundary: boundary, limits: limits))
        case .raw(let questionId, let kind, let mediaType):
            self = .raw(RawAnswerReader(questionId: questionId, kind: kind, mediaType: mediaType))
        }
    }

    mutating func take(_ bytes: UnsafeRawBufferPointer, into sink: inout some AnswerSink) throws(FerryError) {
        switch self {
        case .json(var reader):
            defer { self = .json(reader) }
            try reader.take(bytes, into: &sink)
        case .multipart(var reader):
            defer { self = .multipart(reader) }
            try reader.take(bytes, into: &sink)
        case .raw(var reader):
            defer { self = .raw(reader) }
            try reader.take(bytes, into: &sink)
        }
    }

    mutating func finish(into sink: inout some AnswerSink) throws(FerryError) {
        switch self {
        case .json(var reader): try reader.finish()
        case .multipart(var reader): try reader.finish()
        case .raw(let reader): try reader.finish(into: &sink)
        }
    }
}
