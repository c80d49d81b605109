/// The right of one process to write one job, until it ends or is taken away.
public struct JobLease: Sendable, Hashable, Codable {
    /// The job.
    public var job: JobID
    /// The name of the process that holds it, unique for the life of the process.
    public var holder: String
    /// Grows with every claim of the job; a write under an older epoch is refused.
    public var epoch: Int64
    /// When it ends unless renewed, by the store's clock.
    public var expiresAt: Timestamp

    /// Creates a lease.
    public init(job: JobID, holder: String, epoch: Int64, expiresAt: Timestamp) {
        self.job = job
        self.holder = holder
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}
