/// One job as lists show it (`mediaferry.jobs/1`).
public struct JobSummary: Sendable, Equatable, Codable {
    /// The job.
    public var jobId: JobID
    /// The source's name without directories.
    public var source: String
    /// The destination's URL without credentials.
    public var destination: String
    /// The preset.
    public var preset: Preset
    /// Where it stands; of a job that runs now, what its process says.
    public var state: JobState
    /// Acknowledged bytes in percent of all, while encoding the share of the media; of a job that nobody runs, as of its
    /// last milestone.
    @Nullable public var percent: Double?
    /// Bytes the server confirmed.
    public var acknowledgedBytes: Int64
    /// Bytes of the object, once known.
    @Nullable public var totalBytes: Int64?
    /// Acknowledged bytes a second of late; known only while it runs.
    @Nullable public var bytesPerSecond: Double?
    /// Seconds until all is acknowledged at that rate; known only while it runs.
    @Nullable public var etaSeconds: Double?
    /// Requests with body bytes that were started.
    public var attempts: Int
    /// When the next attempt is due, while one waits.
    @Nullable public var nextAttemptAt: Timestamp?
    /// When the bytes became durable.
    public var createdAt: Timestamp
    /// When the row was last written.
    public var updatedAt: Timestamp
    /// The session it belongs to.
    @Nullable public var sessionId: String?
    /// The answer it belongs to.
    @Nullable public var answerId: String?
    /// Why it failed, was refused or was cancelled.
    @Nullable public var error: FerryError?
    /// Whether a living process runs it now.
    public var isRunning: Bool

    /// A job as the store keeps it.
    public init(_ job: JobRecord) {
        jobId = job.id
        source = job.source.name
        destination = job.destination
        preset = job.preset
        state = job.state
        acknowledgedBytes = job.acknowledgedBytes
        attempts = job.attempts
        createdAt = job.createdAt
        updatedAt = job.updatedAt
        isRunning = false
        _totalBytes = Nullable(wrappedValue: job.totalBytes)
        _percent = Nullable(wrappedValue: Self.percent(job.acknowledgedBytes, of: job.totalBytes))
        _bytesPerSecond = Nullable(wrappedValue: nil)
        _etaSeconds = Nullable(wrappedValue: nil)
        _nextAttemptAt = Nullable(wrappedValue: job.nextAttemptAt)
        _sessionId = Nullable(wrappedValue: job.owner?.sessionId)
        _answerId = Nullable(wrappedValue: job.owner?.answerId)
        _error = Nullable(wrappedValue: job.error)
    }

    /// Bytes in percent of all; `nil` while it is not known how many there are.
    public static func percent(_ bytes: Int64, of total: Int64?) -> Double? {
        total.map { $0 > 0 ? Double(bytes) / Double($0) * 100 : 100 }
    }
}

/// The document of `mediaferry jobs list --json`.
public struct JobsDocument: Sendable, Equatable, Codable {
    /// `mediaferry.jobs/1`.
    public var schema = "mediaferry.jobs/1"
    /// The jobs, oldest first.
    public var jobs: [JobSummary]

    /// Creates a document.
    public init(jobs: [JobSummary]) { self.jobs = jobs }
}
