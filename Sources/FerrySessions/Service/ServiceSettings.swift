public import FerryCore

/// What a service does and keeps, and how much of it at once.
public struct ServiceSettings: Sendable {
    /// Jobs under way at once.
    public var jobsInFlight = 5
    /// Jobs that are claimed in one commit.
    public var claimBatch = 20
    /// What is made of media.
    public var preset: Preset = .interview
    /// Seconds after which an unfinished session and its spool are cleaned up; a week.
    public var retentionSeconds = 7 * 86_400.0
    /// Seconds that a recovery token holds.
    public var recoverySeconds = 86_400.0
    /// Answers that may be arriving at once.
    public var maxArriving = 256
    /// Jobs that may wait or run before answers with media are turned away.
    public var maxPendingJobs = 100_000
    /// Bytes that stay free on the spool's file system.
    public var reservedBytes: Int64 = 256 << 20
    /// Seconds after which a client that was turned away may come again.
    public var retryAfterSeconds = 5.0
    /// What drawn questions are drawn from.
    public var bank = QuestionBank()
    /// Where webhooks go; none where it is `nil`.
    public var webhookURL: String?
    /// What webhooks are signed with.
    public var webhookSecret: Secret?
    /// Seconds before each further attempt to deliver a webhook; after the last one it is given up. Some 43 hours in all.
    public var webhookWaits: [Double] = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400]
    /// The most that one answer may hold.
    public var limits = IntakeLimits()
    /// Sessions that a list gives at most.
    public static let maxListed = 1000

    /// The settings of a service that nobody has configured.
    public init() {}
}
