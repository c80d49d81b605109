public import FerryCore

/// One answer to one question. Text is there at once; media is on its way until its jobs end.
public struct Answer: Sendable, Equatable, Codable {
    /// The answer's name.
    public var id: AnswerID
    /// Its session.
    public var sessionID: SessionID
    /// Its question.
    public var questionId: String
    /// The question's place, from 0.
    public var questionIndex: Int
    /// What was written or transcribed.
    public var responseText: String?
    /// How long it took, as the caller said.
    public var durationSeconds: Double?
    /// The video.
    public var video: AnswerMedia?
    /// The sound.
    public var audio: AnswerMedia?
    /// How often its media was tried again by request.
    public var retryCount: Int
    /// The answer that took its place; `nil` while it is the current one.
    public var supersededBy: AnswerID?
    /// When it was durable.
    public var createdAt: Timestamp
    /// When anything of it was last written.
    public var updatedAt: Timestamp

    /// Begins an answer.
    public init(id: AnswerID, sessionID: SessionID, questionId: String, questionIndex: Int, createdAt: Timestamp) {
        self.id = id
        self.sessionID = sessionID
        self.questionId = questionId
        self.questionIndex = questionIndex
        self.createdAt = createdAt
        updatedAt = createdAt
        retryCount = 0
    }

    /// Its media, video first.
    public var media: [AnswerMedia] { [video, audio].compactMap { $0 } }

    /// Where it stands, by its media.
    public var status: AnswerStatus {
        let states = media.map(\.state)
        if states.contains(.flagged) { return .flagged }
        if states.contains(.failed) || states.contains(.cancelled) { return .failed }
        if states.contains(.processing) { return .processing }
        if states.contains(where: \.isPending) { return .queued }
        return .delivered
    }

    /// The media of a kind.
    public subscript(_ kind: MediaKind) -> AnswerMedia? {
        get { kind == .video ? video : audio }
        set { if kind == .video { video = newValue } else { audio = newValue } }
    }
}

/// Which of an answer's two recordings.
public enum MediaKind: String, Sendable, Codable, CaseIterable {
    /// Pictures, mostly with sound.
    case video
    /// Sound alone.
    case audio
}

/// Where an answer, or a submission, stands.
public enum AnswerStatus: String, Sendable, Codable, CaseIterable {
    /// Durable; nobody works on it yet, or it is held until asked for.
    case queued
    /// On the road.
    case processing
    /// All of it is where it is kept. An answer of text alone is delivered at once.
    case delivered
    /// Given up for now, and its bytes are kept and it may be tried again; or cancelled by request.
    case failed
    /// A person is asked to look: its media was refused, or failed for good. Its bytes are kept.
    case flagged
}

/// One recording of an answer and the job that carries it.
public struct AnswerMedia: Sendable, Equatable, Codable {
    /// Which recording.
    public var kind: MediaKind
    /// The job.
    public var jobId: JobID
    /// Where it stands.
    public var state: State
    /// Whether it waits to be asked for (`uploadImmediately` was false).
    public var isHeld: Bool
    /// Bytes that were taken in.
    public var bytes: Int64
    /// SHA-256 of them in lower-case hex.
    public var sha256: String
    /// Where it is kept, once delivered.
    public var location: String?
    /// Bytes of the object, once delivered.
    public var objectBytes: Int64?
    /// Body bytes sent for it, once delivered.
    public var sentBytes: Int64?
    /// Seconds lost, as the receipt says, once delivered.
    public var secondsLost: Double?
    /// The health verdicts of the receipt, once delivered.
    public var verdicts: [String]?
    /// Why it failed.
    public var error: FerryError?

    /// Where a recording stands.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Durable.
        case queued
        /// On the road.
        case processing
        /// It is where it is kept.
        case delivered
        /// Given up; it may be tried again.
        case failed
        /// A person is asked to look.
        case flagged
        /// Cancelled by request.
        case cancelled

        /// Whether something follows by itself, or once it is asked for.
        public var isPending: Bool { self == .queued || self == .processing }
    }

    /// A recording that was just taken in.
    public init(kind: MediaKind, jobId: JobID, bytes: Int64, sha256: String, isHeld: Bool) {
        self.kind = kind
        self.jobId = jobId
        self.bytes = bytes
        self.sha256 = sha256
        self.isHeld = isHeld
        state = .queued
    }
}

/// One hand-off: what was acknowledged, and by which key a repeat is known.
public struct HandOffRecord: Sendable, Equatable, Codable {
    /// The hand-off's name.
    public var id: SubmissionID
    /// Its session.
    public var sessionID: SessionID
    /// The answer it made.
    public var answerID: AnswerID
    /// The caller's `Idempotency-Key`; `nil` where none was given.
    public var idempotencyKey: String?
    /// SHA-256 over everything that was handed in, in lower-case hex: the same key with another digest is a conflict.
    public var contentSHA256: String
    /// Its jobs, video first.
    public var jobs: [JobID]
    /// When it was durable.
    public var acknowledgedAt: Timestamp

    /// Creates a record.
    public init(
        id: SubmissionID, sessionID: SessionID, answerID: AnswerID, idempotencyKey: String?, contentSHA256: String,
        jobs: [JobID], acknowledgedAt: Timestamp
    ) {
        self.id = id
        self.sessionID = sessionID
        self.answerID = answerID
        self.idempotencyKey = idempotencyKey
        self.contentSHA256 = contentSHA256
        self.jobs = jobs
        self.acknowledgedAt = acknowledgedAt
    }
}
