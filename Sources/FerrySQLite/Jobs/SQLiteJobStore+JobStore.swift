public import FerryCore

extension SQLiteJobStore: JobStore {
    /// Adds a job and leases it, or finds the unfinished one of its key; see ``JobStore``.
    public func insert(
        _ job: JobRecord, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> JobInsertion {
        try await access.write { try $0.jobs.insert(job, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// One job, or `nil`.
    public func job(_ id: JobID) async throws(FerryError) -> JobRecord? {
        try await access.read { try $0.jobs.row(id)?.record }
    }

    /// All jobs of a key, newest first.
    public func jobs(withKey key: String) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.jobs(withKey: key) }
    }

    /// Jobs not at an end whose source is read in place from that path, newest first.
    public func unfinishedJobs(fromPath path: String) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.unfinishedJobs(fromPath: path) }
    }

    /// Jobs in these states, oldest first.
    public func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.jobs(in: states, limit: limit) }
    }

    /// Jobs in these states, newest first.
    public func latestJobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.jobs(in: states, limit: limit, newestFirst: true) }
    }

    /// Jobs in a state that were made after another one, oldest first.
    public func jobs(in state: JobState, after id: JobID?, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.jobs(in: state, after: id, limit: limit) }
    }

    /// Jobs that carry answers of a session, oldest first.
    public func jobs(ofSession session: String, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await access.read { try $0.jobs.jobs(ofSession: session, limit: limit) }
    }

    /// Leases one job unless another holder's lease still runs.
    public func claim(_ id: JobID, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobClaim {
        try await access.write { try $0.jobs.claim(id, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// Leases waiting jobs, those of higher priority first, then oldest first.
    public func claimWaiting(
        limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedJob] {
        try await access.write { try $0.jobs.claimWaiting(limit: limit, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// Prolongs leases; those that were taken away are missing from the answer.
    public func renew(_ leases: [JobLease], leaseSeconds: Double) async throws(FerryError) -> [JobLease] {
        guard !leases.isEmpty else { return [] }
        return try await access.write { transaction in
            try leases.compactMap { try transaction.jobs.renew($0, leaseSeconds: leaseSeconds) }
        }
    }

    /// Writes a job under its lease; `false` when the lease has been taken away.
    public func update(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        try await access.write { try $0.jobs.update(job, under: lease) }
    }

    /// Writes a job under its lease and gives the lease back; `false` when the lease has been taken away.
    public func finish(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        try await access.write { transaction in
            guard try transaction.jobs.update(job, under: lease) else { return false }
            try transaction.jobs.release(lease)
            return true
        }
    }

    /// Gives a lease back.
    public func release(_ lease: JobLease) async throws(FerryError) {
        try await access.write { try $0.jobs.release(lease) }
    }

    /// Takes a lease away unless it has changed since.
    public func revoke(_ lease: JobLease) async throws(FerryError) {
        try await access.write { try $0.jobs.revoke(lease) }
    }

    /// One job with its lease and its request, or `nil`.
    public func standing(_ id: JobID) async throws(FerryError) -> JobStanding? {
        try await access.read { transaction in
            try transaction.jobs.row(id).map { JobStanding(job: $0.record, lease: $0.lease, request: $0.request) }
        }
    }

    /// Leaves a request for the holder of a job; `nil` when the lease is void.
    public func request(_ move: JobMove, of lease: JobLease) async throws(FerryError) -> JobRequest? {
        try await access.write { try $0.jobs.request(move, of: lease) }
    }

    /// The requests for a holder under leases that it still has, in order.
    public func requests(to holder: String) async throws(FerryError) -> [JobRequest] {
        try await access.read { try $0.jobs.requests(to: holder) }
    }

    /// Takes a request off; one that has taken its place stays.
    public func settle(_ request: JobRequest) async throws(FerryError) {
        try await access.write { try $0.jobs.settle(request) }
    }
}
