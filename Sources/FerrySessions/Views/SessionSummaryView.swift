public import FerryCore

/// One session as lists show it.
public struct SessionSummaryView: Sendable, Equatable, Codable {
    /// The session.
    public var sessionId: SessionID
    /// Whose it is.
    public var userId: String
    /// What kind of interview it is.
    public var kind: String
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
    /// When it is cleaned up unless it is completed before.
    public var expiresAt: Timestamp

    /// A session as the store keeps it.
    public init(_ session: InterviewSession) {
        sessionId = session.id
        userId = session.userID
        kind = session.kind
        state = session.state
        questionIndex = session.questionIndex
        totalQuestions = session.questions.count
        answered = session.totals.answered
        percent = session.percent
        startedAt = session.startedAt
        expiresAt = session.expiresAt
    }
}

/// The document of a list of sessions.
public struct SessionsDocument: Sendable, Equatable, Codable {
    /// The sessions, newest first.
    public var sessions: [SessionSummaryView]

    /// Creates a document.
    public init(sessions: [SessionSummaryView]) { self.sessions = sessions }
}
