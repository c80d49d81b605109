public import FerryCore

/// What is told to other systems.
public enum WebhookEvent: String, Sendable, Codable, CaseIterable {
    /// All media of an answer is where it is kept.
    case answerDelivered = "answer.delivered"
    /// Media of an answer was given up for now, or a person is asked to look.
    case answerFailed = "answer.failed"
    /// The session is complete.
    case sessionCompleted = "session.completed"
}

/// A webhook that is to be sent, as a decision names it; its name and its body are made where it is stored and sent.
public struct WebhookDraft: Sendable, Equatable, Codable {
    /// What happened.
    public var event: WebhookEvent
    /// The session.
    public var sessionID: SessionID
    /// The answer, where it is about one.
    public var answerID: AnswerID?
    /// When it happened.
    public var time: Timestamp

    /// Creates a draft.
    public init(event: WebhookEvent, sessionID: SessionID, answerID: AnswerID?, time: Timestamp) {
        self.event = event
        self.sessionID = sessionID
        self.answerID = answerID
        self.time = time
    }
}
