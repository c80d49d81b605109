public import FerryCore

extension SQLiteJobStore: JobStore {
    /// Adds a job and leases it, or finds the unfinished one of its key; see ``JobStore``.
    public func insert(
        _ job: JobRecord, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> JobInsertion {
        try await write { try $0.insert(job, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// One job, or `nil`.
    public func job(_ id: JobID) async throws(FerryError) -> JobRecord? {
        try await read { try $0.row(id)?.record }
    }

    /// All jobs of a key, newest first.
    public func jobs(withKey key: String) async throws(FerryError) -> [JobRecord] {
        try await read { try $0.jobs(withKey: key) }
    }

    /// Jobs not at an end whose source is read in place from that path, newest first.
    public func unfinishedJobs(fromPath path: String) async throws(FerryError) -> [JobRecord] {
        try await read { try $0.unfinishedJobs(fromPath: path) }
    }

    /// Jobs in these states, oldest first.
    public func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await read { try $0.jobs(in: states, limit: limit) }
    }

    /// Jobs in these states, newest first.
    public func latestJobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobRecord] {
        try await read { try $0.jobs(in: states, limit: limit, newestFirst: true) }
    }

    /// Leases one job unless another holder's lease still runs.
    public func claim(_ id: JobID, holder: String, leaseSeconds: Double) async throws(FerryError) -> JobClaim {
        try await write { try $0.claim(id, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// Leases waiting jobs, oldest first.
    public func claimWaiting(
        limit: Int, holder: String, leaseSeconds: Double
    ) async throws(FerryError) -> [LeasedJob] {
        try await write { try $0.claimWaiting(limit: limit, holder: holder, leaseSeconds: leaseSeconds) }
    }

    /// Prolongs leases; those that were taken away are missing from the answer.
    public func renew(_ leases: [JobLease], leaseSeconds: Double) async throws(FerryError) -> [JobLease] {
        guard !leases.isEmpty else { return [] }
        return try await write { table in
            try leases.compactMap { try table.renew($0, leaseSeconds: leaseSeconds) }
        }
    }

    /// Writes a job under its lease; `false` when the lease has been taken away.
    public func update(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        try await write { try $0.update(job, under: lease) }
    }

    /// Writes a job under its lease and gives the lease back; `false` when the lease has been taken away.
    public func finish(_ job: JobRecord, under lease: JobLease) async throws(FerryError) -> Bool {
        try await write { table in
            guard try table.update(job, under: lease) else { return false }
            try table.release(lease)
            return true
        }
    }

    /// Gives a lease back.
    public func release(_ lease: JobLease) async throws(FerryError) {
        try await write { try $0.release(lease) }
    }

    /// Takes a lease away unless it has changed since.
    public func revoke(_ lease: JobLease) async throws(FerryError) {
        try await write { try $0.revoke(lease) }
    }

    /// One job with its lease and its request, or `nil`.
    public func standing(_ id: JobID) async throws(FerryError) -> JobStanding? {
        try await read { table in
            try table.row(id).map { JobStanding(job: $0.record, lease: $0.lease, request: $0.request) }
        }
    }

    /// Leaves a request for the holder of a job; `nil` when the lease is void.
    public func request(_ move: JobMove, of lease: JobLease) async throws(FerryError) -> JobRequest? {
        try await write { try $0.request(move, of: lease) }
    }

    /// The requests for a holder under leases that it still has, in order.
    public func requests(to holder: String) async throws(FerryError) -> [JobRequest] {
        try await read { try $0.requests(to: holder) }
    }

    /// Takes a request off; one that has taken its place stays.
    public func settle(_ request: JobRequest) async throws(FerryError) {
        try await write { try $0.settle(request) }
    }
}
