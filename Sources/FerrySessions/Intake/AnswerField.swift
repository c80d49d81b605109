/// A field of an answer, by its name in JSON and in forms.
package enum AnswerField: String, Sendable, CaseIterable {
    /// The question's name.
    case questionId
    /// The question's place, from 0.
    case questionIndex
    /// What was written or transcribed.
    case responseText
    /// How long the answer took.
    case durationSeconds
    /// Whether media goes on its way at once.
    case uploadImmediately
    /// The URL of a finished upload that is the video.
    case videoUpload
    /// The URL of a finished upload that is the sound.
    case audioUpload
    /// The video as a data URI.
    case videoDataUri
    /// The sound as a data URI.
    case audioDataUri

    /// The recording whose bytes this field holds.
    package var media: MediaKind? {
        switch self {
        case .videoDataUri: .video
        case .audioDataUri: .audio
        default: nil
        }
    }

    /// The recording that this field names by a URL.
    package var upload: MediaKind? {
        switch self {
        case .videoUpload: .video
        case .audioUpload: .audio
        default: nil
        }
    }
}

/// The value of a field as it was written.
package enum FieldValue: Sendable, Equatable {
    /// A JSON string.
    case text(String)
    /// A JSON number.
    case number(Double)
    /// `true` or `false` of JSON.
    case flag(Bool)
    /// The text of a form's field, which stands for any of these.
    case form(String)
}
