public import FerryCore

/// An interview of one user: questions, where it stands, and totals that are kept as answers arrive.
public struct InterviewSession: Sendable, Equatable, Codable {
    /// The session's name.
    public var id: SessionID
    /// Whose it is; a token of another user never reads it.
    public var userID: String
    /// Who is interviewed, where that is not the user.
    public var candidate: Candidate?
    /// What kind of interview it is, such as `technical`.
    public var kind: String
    /// What the caller wants to find again.
    public var metadata: [String: String]
    /// The questions, in the order they are asked.
    public var questions: [Question]
    /// Where it stands.
    public var state: SessionState
    /// The question that is asked now, from 0; equal to the number of questions after the last one.
    public var questionIndex: Int
    /// When it began.
    public var startedAt: Timestamp
    /// When anything of it was last written.
    public var updatedAt: Timestamp
    /// When it was paused, while it is.
    public var pausedAt: Timestamp?
    /// Seconds it was paused, without the pause that lasts.
    public var pausedSeconds: Double
    /// When it was completed or abandoned.
    public var endedAt: Timestamp?
    /// When an unfinished session and its spool are cleaned up; later with everything that is done with it.
    public var expiresAt: Timestamp
    /// Seconds without activity after which it is cleaned up; `nil` in a row of an older version, whose ``expiresAt`` says it.
    public var retentionSeconds: Double?
    /// Sums over the current answers.
    public var totals: SessionTotals
    /// What `complete` put together; `nil` before.
    public var manifest: SessionManifest?
    /// Whether the roll-out put it on the progressive road; see the flag `progressiveHandOff`.
    public var isProgressive: Bool
    /// How often it was begun again; `nil` is 0.
    public var resets: Int?
    /// Grows with every write.
    public var revision: Int64

    /// Who is interviewed.
    public struct Candidate: Sendable, Hashable, Codable {
        /// The candidate's name for programs.
        public var id: String
        /// The candidate's name for people; never in a log.
        public var name: String?
        /// Creates a candidate.
        public init(id: String, name: String? = nil) {
            self.id = id
            self.name = name
        }
    }

    /// Begins a session.
    public init(
        id: SessionID, userID: String, kind: String, questions: [Question], startedAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.userID = userID
        self.kind = kind
        self.questions = questions
        self.startedAt = startedAt
        self.expiresAt = expiresAt
        retentionSeconds = expiresAt.seconds(since: startedAt)
        updatedAt = startedAt
        metadata = [:]
        state = .active
        questionIndex = 0
        pausedSeconds = 0
        totals = SessionTotals()
        isProgressive = true
        revision = 0
    }

    /// Something was done with it: while it is unfinished its time begins anew.
    public mutating func touch(at now: Timestamp) {
        guard state.isIncomplete else { return }
        let seconds = retentionSeconds ?? expiresAt.seconds(since: startedAt)
        retentionSeconds = seconds
        expiresAt = max(expiresAt, now.advanced(bySeconds: seconds))
    }

    /// Seconds from the beginning to the end, or to `now`, without pauses.
    public func durationSeconds(at now: Timestamp) -> Double {
        let end = endedAt ?? pausedAt ?? now
        return max(0, end.seconds(since: startedAt) - pausedSeconds)
    }

    /// Answered questions in percent of all; 100 where there are no questions.
    public var percent: Double {
        questions.isEmpty ? 100 : min(100, Double(totals.answered) / Double(questions.count) * 100)
    }
}

/// One question of a session.
public struct Question: Sendable, Hashable, Codable {
    /// Its name, unique within the session.
    public var questionId: String
    /// What is asked.
    public var text: String
    /// What it is about, where the bank says so.
    public var domain: String?

    /// Creates a question.
    public init(questionId: String, text: String, domain: String? = nil) {
        self.questionId = questionId
        self.text = text
        self.domain = domain
    }
}

/// Where a session stands.
public enum SessionState: String, Sendable, Codable, CaseIterable {
    /// Answers are taken.
    case active
    /// It rests; answers that were on their way are still taken.
    case paused
    /// All that was to be answered is; the manifest is written.
    case completed
    /// Given up.
    case abandoned

    /// Whether it may be gone on with: `active` or `paused`, what the query calls `incomplete`.
    public var isIncomplete: Bool { self == .active || self == .paused }
}

/// Sums over the current answers of a session, kept as answers arrive and media is delivered.
public struct SessionTotals: Sendable, Hashable, Codable {
    /// Questions with an answer.
    public var answered = 0
    /// Seconds of the answers, as their callers said them.
    public var seconds = 0.0
    /// Media bytes that were taken in.
    public var bytesIn: Int64 = 0
    /// Bytes of the objects that were delivered.
    public var bytesOut: Int64 = 0
    /// Body bytes sent for them, with those that were sent again.
    public var bytesSent: Int64 = 0
    /// Media that is not at an end.
    public var pending = 0
    /// Media that was delivered.
    public var delivered = 0
    /// Media that failed, was refused or cancelled, or is flagged for a person.
    public var failed = 0
    /// Seconds of media that the receipts say were lost.
    public var secondsLost = 0.0
    /// How often each health verdict came.
    public var verdicts: [String: Int] = [:]

    /// Nothing yet.
    public init() {}
}

/// What a completed session consists of, put together from what is known; media still on its way is named.
public struct SessionManifest: Sendable, Equatable, Codable {
    /// One current answer with its media.
    public struct Entry: Sendable, Equatable, Codable {
        /// The answer.
        public var answerId: AnswerID
        /// Its question.
        public var questionId: String
        /// Its place, from 0.
        public var questionIndex: Int
        /// Where the video is kept; `nil` while it is not delivered, and where there is none.
        public var videoUrl: String?
        /// Where the sound is kept; `nil` while it is not delivered, and where there is none.
        public var audioUrl: String?
        /// Its jobs that are not at an end.
        public var pendingJobs: [JobID]

        /// Creates an entry.
        public init(answer: Answer) {
            answerId = answer.id
            questionId = answer.questionId
            questionIndex = answer.questionIndex
            videoUrl = answer.video?.location
            audioUrl = answer.audio?.location
            pendingJobs = answer.media.filter { $0.state.isPending }.map(\.jobId)
        }
    }

    /// The answers in the order of their questions.
    public var answers: [Entry]
    /// The totals at that time.
    public var totals: SessionTotals
    /// When it was put together.
    public var assembledAt: Timestamp

    /// Creates a manifest.
    public init(answers: [Entry], totals: SessionTotals, assembledAt: Timestamp) {
        self.answers = answers
        self.totals = totals
        self.assembledAt = assembledAt
    }
}
