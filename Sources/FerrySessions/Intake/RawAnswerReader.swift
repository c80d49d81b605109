package import FerryCore

/// Reads an answer whose body is one recording.
package struct RawAnswerReader: Sendable {
    private let questionId: String
    private let kind: MediaKind
    private let mediaType: String?
    private var hasBegun = false

    /// Creates a reader for one body.
    package init(questionId: String, kind: MediaKind, mediaType: String?) {
        self.questionId = questionId
        self.kind = kind
        self.mediaType = mediaType
    }

    /// Takes the next piece of the body.
    package mutating func take(
        _ bytes: UnsafeRawBufferPointer, into sink: inout some AnswerSink
    ) throws(FerryError) {
        if !hasBegun {
            hasBegun = true
            try sink.field(.questionId, .form(questionId))
            try sink.beginMedia(kind, name: kind.rawValue, .bytes(mediaType: mediaType))
        }
        try sink.media(bytes)
    }

    /// Ends the body.
    package func finish(into sink: inout some AnswerSink) throws(FerryError) {
        guard hasBegun else { throw FerryError(.sourceEmpty, "the body has no bytes", input: kind.rawValue) }
        try sink.endMedia()
    }
}
