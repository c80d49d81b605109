public import FerryCore

/// One answer as a session shows it.
public struct AnswerView: Sendable, Equatable, Codable {
    /// The answer.
    public var answerId: AnswerID
    /// Its question.
    public var questionId: String
    /// The question's place, from 0.
    public var questionIndex: Int
    /// What was written or transcribed.
    @Nullable public var responseText: String?
    /// How long it took, as the caller said.
    @Nullable public var durationSeconds: Double?
    /// Where it stands, by its media.
    public var state: AnswerStatus
    /// Where the video is kept; `null` while it is not delivered, and where there is none.
    @Nullable public var videoUrl: String?
    /// Where the sound is kept; `null` while it is not delivered, and where there is none.
    @Nullable public var audioUrl: String?
    /// Its recordings, video first.
    public var media: [AnswerMediaView]
    /// How often its media was tried again by request.
    public var retryCount: Int
    /// When it was durable.
    public var createdAt: Timestamp
    /// When anything of it was last written.
    public var updatedAt: Timestamp

    /// An answer as the store keeps it.
    public init(_ answer: Answer) {
        answerId = answer.id
        questionId = answer.questionId
        questionIndex = answer.questionIndex
        state = answer.status
        media = answer.media.map(AnswerMediaView.init)
        retryCount = answer.retryCount
        createdAt = answer.createdAt
        updatedAt = answer.updatedAt
        _responseText = Nullable(wrappedValue: answer.responseText)
        _durationSeconds = Nullable(wrappedValue: answer.durationSeconds)
        _videoUrl = Nullable(wrappedValue: answer.video?.location)
        _audioUrl = Nullable(wrappedValue: answer.audio?.location)
    }
}

/// One recording of an answer as a session shows it.
public struct AnswerMediaView: Sendable, Equatable, Codable {
    /// Which recording.
    public var kind: MediaKind
    /// The job that carries it.
    public var jobId: JobID
    /// Where it stands.
    public var state: AnswerMedia.State
    /// Whether it waits to be asked for.
    public var isHeld: Bool
    /// Bytes that were taken in.
    public var bytes: Int64
    /// SHA-256 of them in lower-case hex.
    public var sha256: String
    /// Where it is kept, once delivered.
    @Nullable public var location: String?
    /// Bytes of the object, once delivered.
    @Nullable public var objectBytes: Int64?
    /// Why it failed.
    @Nullable public var error: FerryError?

    /// A recording as the store keeps it.
    public init(_ media: AnswerMedia) {
        kind = media.kind
        jobId = media.jobId
        state = media.state
        isHeld = media.isHeld
        bytes = media.bytes
        sha256 = media.sha256
        _location = Nullable(wrappedValue: media.location)
        _objectBytes = Nullable(wrappedValue: media.objectBytes)
        _error = Nullable(wrappedValue: media.error)
    }
}
