public import FerryCore

/// One session in full, with its current answers.
public struct SessionView: Sendable, Equatable, Codable {
    /// The session.
    public var sessionId: SessionID
    /// Whose it is.
    public var userId: String
    /// Who is interviewed, where that is not the user.
    @Nullable public var candidate: InterviewSession.Candidate?
    /// What kind of interview it is.
    public var kind: String
    /// What the caller wants to find again.
    public var metadata: [String: String]
    /// The questions, in the order they are asked.
    public var questions: [Question]
    /// Where it stands.
    public var state: SessionState
    /// The question that is asked now, from 0; equal to the number of questions after the last one.
    public var questionIndex: Int
    /// How many questions there are.
    public var totalQuestions: Int
    /// How many of them have an answer.
    public var answered: Int
    /// Answered questions in percent of all.
    public var percent: Double
    /// When it began.
    public var startedAt: Timestamp
    /// When anything of it was last written.
    public var updatedAt: Timestamp
    /// When it is cleaned up unless it is completed before.
    public var expiresAt: Timestamp
    /// When it was completed or abandoned.
    @Nullable public var completedAt: Timestamp?
    /// Seconds from its beginning to its end, or until now, without pauses.
    public var durationSeconds: Double
    /// Sums over the current answers.
    public var totals: SessionTotals
    /// The current answers in the order of their questions.
    public var answers: [AnswerView]

    /// A session and its current answers as the store keeps them, at the time `now`.
    public init(_ session: InterviewSession, answers: [Answer], now: Timestamp) {
        sessionId = session.id
        userId = session.userID
        kind = session.kind
        metadata = session.metadata
        questions = session.questions
        state = session.state
        questionIndex = session.questionIndex
        totalQuestions = session.questions.count
        answered = session.totals.answered
        percent = session.percent
        startedAt = session.startedAt
        updatedAt = session.updatedAt
        expiresAt = session.expiresAt
        durationSeconds = session.durationSeconds(at: now)
        totals = session.totals
        self.answers = answers.map(AnswerView.init)
        _candidate = Nullable(wrappedValue: session.candidate)
        _completedAt = Nullable(wrappedValue: session.endedAt)
    }
}
