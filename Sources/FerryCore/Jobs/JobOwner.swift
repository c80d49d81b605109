/// The answer of an interview whose media a job carries.
public struct JobOwner: Sendable, Hashable, Codable {
    /// The session.
    public var sessionId: String
    /// The answer.
    public var answerId: String
    /// Which of its recordings: `video` or `audio`.
    public var media: String

    /// Creates an owner.
    public init(sessionId: String, answerId: String, media: String) {
        self.sessionId = sessionId
        self.answerId = answerId
        self.media = media
    }
}
