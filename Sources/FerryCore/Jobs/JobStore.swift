/// The port that keeps jobs and leases over restarts.
///
/// Every write is durable when the call returns. Time is the store's own, so that many machines can share one later.
/// All functions throw ``FerryError`` with the code `store.unavailable` when the store cannot be used, `spool.full` when
/// it has no space. They go through in a cancelled task, so that a job can be written on the way out.
public protocol JobStore: Sendable {
    /// Adds a job and leases it to `holder`, in one commit.
    ///
    /// At most one job of a key is not at an end: when there is one, nothing is written and it is returned instead.
    /// `updatedAt` is set from the store's clock. A name that is taken is refused with `store.unavailable`.
    func insert(_ job: JobRecord, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobInsertion

    /// One job, or `nil`.
    func job(_ id: JobID) async throws(FerryError) -> JobRecord?

    /// All jobs of a key, newest first.
    func jobs(withKey key: String) async throws(FerryError) -> [JobRecord]

    /// Jobs not at an end whose source is read in place from that path, newest first.
    func unfinishedJobs(fromPath path: String) async throws(FerryError) -> [JobRecord]

    /// Jobs in these states, oldest first, at most `limit`.
    func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord]

    /// Jobs in these states, newest first, at most `limit`.
    func latestJobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord]

    /// Jobs in a state, oldest first, a piece at a time: those made after one that was read before, whatever its state is
    /// now; `nil` begins.
    func jobs(in state: JobState, after id: JobID?, limit: Int) async throws(FerryError) -> [JobRecord]

    /// Jobs that carry answers of a session, in any state, oldest first, at most `limit`.
    func jobs(ofSession session: String, limit: Int) async throws(FerryError) -> [JobRecord]

    /// Leases one job to `holder` unless another holder's lease still runs. The holder's own older lease is void then.
    func claim(_ id: JobID, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobClaim

    /// Leases up to `limit` jobs that are in `accepted` and held by nobody, in one commit: those of higher priority first,
    /// among equals oldest first.
    ///
    /// A lease that ran out holds nobody but its own holder, which has the job in hand already: where the clock is set
    /// forward all leases run out at once, and nothing must be begun twice.
    func claimWaiting(
        limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedJob]

    /// Prolongs leases, in one commit. Those that were taken away are missing from the answer.
    func renew(_ leases: [JobLease], leaseSeconds: Double) async throws(FerryError) -> [JobLease]

    /// Writes a job under its lease. `updatedAt` is set from the store's clock. A lease that ran out still writes while
    /// nobody has taken the job.
    ///
    /// - Returns: `false`, and nothing is written, when the lease has been taken away.
    /// - Throws: `destination.conflict` when it would be the second unfinished job of its key.
    /// - Precondition: The lease is the job's own.
    func update(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool

    /// Writes a job under its lease as ``update(_:under:)`` does and gives the lease back, in one commit.
    ///
    /// - Returns: `false`, and nothing is written, when the lease has been taken away.
    /// - Throws: `destination.conflict` when it would be the second unfinished job of its key.
    /// - Precondition: The lease is the job's own.
    func finish(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool

    /// Gives a lease back. A lease that was taken away is ignored.
    func release(_ lease: JobLease) async throws(FerryError)

    /// Takes a lease away from a holder that is known to be dead; ignored when the lease has changed since.
    func revoke(_ lease: JobLease) async throws(FerryError)

    /// One job with its lease and the request that waits for its holder, or `nil`.
    func standing(_ id: JobID) async throws(FerryError) -> JobStanding?

    /// Leaves a request for the holder of a job. It takes the place of one that was not taken up yet.
    ///
    /// - Returns: `nil`, and nothing is written, when the lease has been given back or taken away.
    func request(_ move: JobMove, of lease: JobLease) async throws(FerryError) -> JobRequest?

    /// The requests for a holder under leases that it still has, in the order they were asked.
    func requests(to holder: String) async throws(FerryError) -> [JobRequest]

    /// Takes a request off; one that has taken its place stays.
    func settle(_ request: JobRequest) async throws(FerryError)
}

/// A job with the lease on it.
public struct LeasedJob: Sendable, Equatable {
    /// The job as stored.
    public var job: JobRecord
    /// The lease.
    public var lease: JobLease

    /// Pairs a job and its lease.
    public init(job: JobRecord, lease: JobLease) {
        self.job = job
        self.lease = lease
    }
}

/// What came of adding a job.
public enum JobInsertion: Sendable, Equatable {
    /// It was added and is leased to the caller.
    case inserted(LeasedJob)
    /// A job of this key is not at an end yet.
    case exists(JobRecord)
}

/// What came of claiming a job.
public enum JobClaim: Sendable, Equatable {
    /// It is the caller's now.
    case claimed(LeasedJob)
    /// Somebody else's lease still runs.
    case held(JobLease)
    /// There is no such job.
    case unknown
}
