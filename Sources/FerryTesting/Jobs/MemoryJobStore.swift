public import FerryCore
import Synchronization

/// A job store that keeps everything in memory, for tests of what stands above the port.
public final class MemoryJobStore: JobStore {
    private let table: Mutex<MemoryJobTable>
    private let clock: @Sendable () -> Timestamp
    /// Told of each job that was written, for a store of sessions over the same rows.
    private let written = Mutex<@Sendable (JobRecord) -> Void>({ _ in })

    /// An empty store.
    ///
    /// - Parameter clock: What leases are measured by.
    public init(clock: @escaping @Sendable () -> Timestamp) {
        table = Mutex(MemoryJobTable())
        self.clock = clock
    }

    private init(_ table: MemoryJobTable, _ clock: @escaping @Sendable () -> Timestamp) {
        self.table = Mutex(table)
        self.clock = clock
    }

    /// A store of its own with what this one holds now, as a process finds it that starts after this one died.
    public func image() -> MemoryJobStore { MemoryJobStore(table.withLock { $0 }, clock) }

    /// Adds a job and leases it, or finds the unfinished one of its key.
    public func insert(
        _ job: JobRecord, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> JobInsertion {
        try table.withLock { table throws(FerryError) in
            try table.insert(job, holder: holder, leaseSeconds: leaseSeconds, now: clock())
        }
    }

    /// One job, or `nil`.
    public func job(_ id: JobID) async throws(FerryError) -> JobRecord? { table.withLock { $0.job(id) } }

    /// All jobs of a key, newest first.
    public func jobs(withKey key: String) async throws(FerryError) -> [JobRecord] {
        table.withLock { $0.jobs(newestFirst: true) { $0.key == key } }
    }

    /// Jobs not at an end whose source is read in place from that path, newest first.
    public func unfinishedJobs(fromPath path: String) async throws(FerryError) -> [JobRecord] {
        table.withLock { $0.jobs(newestFirst: true) { $0.source.path == path && !$0.state.isEnd } }
    }

    /// Jobs in these states, oldest first.
    public func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        let found = table.withLock { $0.jobs(newestFirst: false) { states.contains($0.state) } }
        return Array(found.prefix(max(0, limit)))
    }

    /// Jobs in these states, newest first.
    public func latestJobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        let found = table.withLock { $0.jobs(newestFirst: true) { states.contains($0.state) } }
        return Array(found.prefix(max(0, limit)))
    }

    /// Jobs in a state that were made after another one, oldest first.
    public func jobs(in state: JobState, after id: JobID?, limit: Int) async throws(FerryError) -> [JobRecord] {
        let all = table.withLock { $0.jobs(newestFirst: false) { _ in true } }
        let later = id.map { id in all.drop { $0.id != id }.dropFirst() } ?? all[...]
        return Array(later.filter { $0.state == state }.prefix(max(0, limit)))
    }

    /// Jobs that carry answers of a session, oldest first.
    public func jobs(ofSession session: String, limit: Int) async throws(FerryError) -> [JobRecord] {
        let found = table.withLock { $0.jobs(newestFirst: false) { $0.owner?.sessionId == session } }
        return Array(found.prefix(max(0, limit)))
    }

    /// Adds jobs that nobody holds, all or none of them, as a hand-off brings them.
    func insertWaiting(_ jobs: [JobRecord]) throws(FerryError) {
        try table.withLock { table throws(FerryError) in
            var after = table
            for job in jobs { try after.insertWaiting(job, now: clock()) }
            table = after
        }
    }

    /// Leases one job unless another holder's lease still runs.
    public func claim(_ id: JobID, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobClaim {
        table.withLock { $0.claim(id, holder: holder, leaseSeconds: leaseSeconds, now: clock()) }
    }

    /// Leases waiting jobs, those of higher priority first, then oldest first.
    public func claimWaiting(
        limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedJob] {
        table.withLock { $0.claimWaiting(limit: limit, holder: holder, leaseSeconds: leaseSeconds, now: clock()) }
    }

    /// Prolongs leases; those that were taken away are missing from the answer.
    public func renew(_ leases: [JobLease], leaseSeconds: Double) async throws(FerryError) -> [JobLease] {
        table.withLock { $0.renew(leases, leaseSeconds: leaseSeconds, now: clock()) }
    }

    /// Writes a job under its lease; `false` when the lease has been taken away.
    public func update(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        let isWritten = try table.withLock { table throws(FerryError) in
            try table.update(job, under: lease, now: clock())
        }
        if isWritten { written.withLock { $0 }(job) }
        return isWritten
    }

    /// Has each job that is written told from now on.
    func tellWrites(to listener: @escaping @Sendable (JobRecord) -> Void) { written.withLock { $0 = listener } }

    /// Writes a job under its lease and gives the lease back; `false` when the lease has been taken away.
    public func finish(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        let isWritten = try table.withLock { table throws(FerryError) in
            guard try table.update(job, under: lease, now: clock()) else { return false }
            table.release(lease)
            return true
        }
        if isWritten { written.withLock { $0 }(job) }
        return isWritten
    }

    /// Gives a lease back.
    public func release(_ lease: JobLease) async throws(FerryError) { table.withLock { $0.release(lease) } }

    /// Takes a lease away unless it has changed since.
    public func revoke(_ lease: JobLease) async throws(FerryError) { table.withLock { $0.revoke(lease) } }

    /// One job with its lease and its request, or `nil`.
    public func standing(_ id: JobID) async throws(FerryError) -> JobStanding? { table.withLock { $0.standing(id) } }

    /// Leaves a request for the holder of a job; `nil` when the lease is void.
    public func request(_ move: JobMove, of lease: JobLease) async throws(FerryError) -> JobRequest? {
        table.withLock { $0.request(move, of: lease, now: clock()) }
    }

    /// The requests for a holder under leases that it still has, in order.
    public func requests(to holder: String) async throws(FerryError) -> [JobRequest] {
        table.withLock { $0.requests(to: holder) }
    }

    /// Takes a request off; one that has taken its place stays.
    public func settle(_ request: JobRequest) async throws(FerryError) { table.withLock { $0.settle(request) } }
}
