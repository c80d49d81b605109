package import FerryCore

/// Takes what a reader finds in the body of a request, in the order in which it stands there.
package protocol AnswerSink {
    /// A field that holds no media.
    mutating func field(_ field: AnswerField, _ value: FieldValue) throws(FerryError)
    /// The bytes of a recording follow.
    ///
    /// - Parameters:
    ///   - name: The field or part, for messages.
    ///   - form: What the bytes are.
    mutating func beginMedia(_ kind: MediaKind, name: String, _ form: MediaForm) throws(FerryError)
    /// The next bytes of the recording; valid during the call alone.
    mutating func media(_ bytes: UnsafeRawBufferPointer) throws(FerryError)
    /// The recording is whole.
    mutating func endMedia() throws(FerryError)
}

/// What the bytes of a recording are.
package enum MediaForm: Sendable, Equatable {
    /// The text of a data URI.
    case dataURI
    /// The recording itself, or a data URI, which is found by its first bytes; with the media type that was stated.
    case bytes(mediaType: String?)
}
