public import FerryCore

/// One hand-off as its caller follows it.
public struct SubmissionView: Sendable, Equatable, Codable {
    /// The hand-off.
    public var submissionId: SubmissionID
    /// The session.
    public var sessionId: SessionID
    /// The answer that it made.
    public var answerId: AnswerID
    /// Where it stands.
    public var state: AnswerStatus
    /// How much of its media is delivered, in percent; 100 for an answer of text alone.
    public var percent: Double
    /// Seconds until all of it is delivered, as far as that can be told.
    @Nullable public var estimatedSeconds: Double?
    /// The jobs of its media, video first.
    public var jobs: [JobSummary]
    /// When it was durable.
    public var acknowledgedAt: Timestamp
    /// Where its caller looks next.
    public var links: Links

    /// Paths of the service that belong to a hand-off.
    public struct Links: Sendable, Equatable, Codable {
        /// This document.
        public var status: String
        /// What came of it.
        public var result: String

        /// The paths of a hand-off.
        public init(_ id: SubmissionID) {
            status = "/v1/submissions/\(id)"
            result = "/v1/submissions/\(id)/result"
        }
    }

    /// Creates a view.
    public init(
        _ record: HandOffRecord, state: AnswerStatus, percent: Double, estimatedSeconds: Double?, jobs: [JobSummary]
    ) {
        submissionId = record.id
        sessionId = record.sessionID
        answerId = record.answerID
        acknowledgedAt = record.acknowledgedAt
        links = Links(record.id)
        self.state = state
        self.percent = percent
        self.jobs = jobs
        _estimatedSeconds = Nullable(wrappedValue: estimatedSeconds)
    }
}
