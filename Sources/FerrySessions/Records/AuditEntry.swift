public import FerryCore

/// One line of a session's trail: what was done, when, and to what.
public struct AuditEntry: Sendable, Equatable, Codable {
    /// Counts from 1 in each session, without gaps; 0 before it is stored.
    public var sequence: Int64
    /// When.
    public var time: Timestamp
    /// What was done.
    public var action: Action
    /// The answer it was done to, where there is one.
    public var answerID: AnswerID?
    /// Where the session stood before and after.
    public var from: SessionState?
    /// Where the session stood after it.
    public var to: SessionState
    /// What a reader should know beyond that; never text of an answer, never a name.
    public var detail: String?

    /// What was done.
    public enum Action: String, Sendable, Codable, CaseIterable {
        /// The session began.
        case create
        /// An answer was handed off.
        case addAnswer
        /// An answer took the place of another.
        case supersede
        /// The next question.
        case next
        /// The session was paused.
        case pause
        /// It goes on.
        case resume
        /// It is done.
        case complete
        /// It begins again: its answers are kept in the trail and are no longer current.
        case reset
        /// It was given up.
        case abandon
        /// It was opened again by a recovery token or by its user.
        case recover
        /// Media was delivered.
        case delivered
        /// Media failed or was flagged.
        case failed
        /// Held media was asked for, or media was tried again.
        case release
    }

    /// Creates an entry.
    public init(
        time: Timestamp, action: Action, answerID: AnswerID? = nil, from: SessionState?, to: SessionState,
        detail: String? = nil
    ) {
        sequence = 0
        self.time = time
        self.action = action
        self.answerID = answerID
        self.from = from
        self.to = to
        self.detail = detail
    }
}
