import FerryCore

/// The rules of a job store as a value: what the port promises, without a clock and without a disk.
struct MemoryJobTable {
    private struct Row {
        var job: JobRecord
        var sequence: Int
        var epoch: Int64
        var lease: JobLease?
        var request: JobRequest?

        /// The request, while the lease it was asked under is there.
        var goodRequest: JobRequest? { request.flatMap { $0.epoch == lease?.epoch ? $0 : nil } }
    }

    private var rows: [JobID: Row] = [:]
    private var sequence = 0

    mutating func insert(
        _ job: JobRecord, holder: String, leaseSeconds: Double, now: Timestamp
    ) throws(FerryError) -> JobInsertion {
        if !job.state.isEnd, let found = unfinished(withKey: job.key) { return .exists(found) }
        guard rows[job.id] == nil else {
            throw FerryError(.storeUnavailable, "there is a job named \(job.id) already", disposition: .giveUp)
        }
        sequence += 1
        var row = Row(job: job, sequence: sequence, epoch: 0)
        row.job.updatedAt = now
        return .inserted(grant(&row, holder: holder, leaseSeconds: leaseSeconds, now: now))
    }

    mutating func insertWaiting(_ job: JobRecord, now: Timestamp) throws(FerryError) {
        if !job.state.isEnd, let other = unfinished(withKey: job.key) {
            throw FerryError(
                .destinationConflict, "job \(other.id) already carries the same source to the same destination",
                disposition: .giveUp)
        }
        guard rows[job.id] == nil else {
            throw FerryError(.storeUnavailable, "there is a job named \(job.id) already", disposition: .giveUp)
        }
        sequence += 1
        rows[job.id] = Row(job: job, sequence: sequence, epoch: 0)
        rows[job.id]?.job.updatedAt = now
    }

    func job(_ id: JobID) -> JobRecord? { rows[id]?.job }

    func jobs(newestFirst: Bool, where isWanted: (JobRecord) -> Bool) -> [JobRecord] {
        let found = sorted { isWanted($0.job) }.map(\.job)
        return newestFirst ? found.reversed() : found
    }

    mutating func claim(_ id: JobID, holder: String, leaseSeconds: Double, now: Timestamp) -> JobClaim {
        guard var row = rows[id] else { return .unknown }
        if let lease = row.lease, lease.holder != holder, lease.expiresAt > now { return .held(lease) }
        return .claimed(grant(&row, holder: holder, leaseSeconds: leaseSeconds, now: now))
    }

    mutating func claimWaiting(limit: Int, holder: String, leaseSeconds: Double, now: Timestamp) -> [LeasedJob] {
        let waiting = sorted { row in
            row.job.state == .accepted && row.lease.map { $0.expiresAt <= now && $0.holder != holder } ?? true
        }
        let urgent = waiting.sorted {
            (-($0.job.priority ?? 0), $0.job.createdAt, $0.sequence)
                < (-($1.job.priority ?? 0), $1.job.createdAt, $1.sequence)
        }
        return urgent.prefix(max(0, limit)).map { row in
            var row = row
            return grant(&row, holder: holder, leaseSeconds: leaseSeconds, now: now)
        }
    }

    mutating func renew(_ leases: [JobLease], leaseSeconds: Double, now: Timestamp) -> [JobLease] {
        leases.compactMap { lease in
            guard isHeld(lease) else { return nil }
            var renewed = lease
            renewed.expiresAt = now.advanced(bySeconds: leaseSeconds)
            rows[lease.job]?.lease = renewed
            return renewed
        }
    }

    mutating func update(_ job: JobRecord, under lease: JobLease, now: Timestamp) throws(FerryError) -> Bool {
        precondition(job.id == lease.job, "a lease is the right to write its own job")
        guard isHeld(lease) else { return false }
        if !job.state.isEnd, let other = unfinished(withKey: job.key), other.id != job.id {
            throw FerryError(
                .destinationConflict, "job \(other.id) already carries the same source to the same destination",
                disposition: .giveUp)
        }
        rows[job.id]?.job = job
        rows[job.id]?.job.updatedAt = now
        return true
    }

    mutating func release(_ lease: JobLease) {
        if isHeld(lease) { rows[lease.job]?.lease = nil }
    }

    mutating func revoke(_ lease: JobLease) {
        if rows[lease.job]?.lease == lease { rows[lease.job]?.lease = nil }
    }

    func standing(_ id: JobID) -> JobStanding? {
        rows[id].map { JobStanding(job: $0.job, lease: $0.lease, request: $0.goodRequest) }
    }

    mutating func request(_ move: JobMove, of lease: JobLease, now: Timestamp) -> JobRequest? {
        guard isHeld(lease) else { return nil }
        let request = JobRequest(job: lease.job, move: move, epoch: lease.epoch, requestedAt: now)
        rows[lease.job]?.request = request
        return request
    }

    func requests(to holder: String) -> [JobRequest] {
        rows.values.filter { $0.lease?.holder == holder && $0.goodRequest != nil }
            .sorted {
                ($0.request?.requestedAt.microseconds ?? 0, $0.sequence)
                    < ($1.request?.requestedAt.microseconds ?? 0, $1.sequence)
            }
            .compactMap(\.goodRequest)
    }

    mutating func settle(_ request: JobRequest) {
        if rows[request.job]?.request == request { rows[request.job]?.request = nil }
    }

    private func unfinished(withKey key: String) -> JobRecord? {
        rows.values.first { $0.job.key == key && !$0.job.state.isEnd }?.job
    }

    private func isHeld(_ lease: JobLease) -> Bool {
        guard let held = rows[lease.job]?.lease else { return false }
        return held.epoch == lease.epoch && held.holder == lease.holder
    }

    /// Oldest first; of the same time in the order of insertion.
    private func sorted(where isWanted: (Row) -> Bool) -> [Row] {
        rows.values.filter(isWanted).sorted {
            ($0.job.createdAt, $0.sequence) < ($1.job.createdAt, $1.sequence)
        }
    }

    private mutating func grant(
        _ row: inout Row, holder: String, leaseSeconds: Double, now: Timestamp
    ) -> LeasedJob {
        row.epoch += 1
        let lease = JobLease(
            job: row.job.id, holder: holder, epoch: row.epoch, expiresAt: now.advanced(bySeconds: leaseSeconds))
        row.lease = lease
        rows[row.job.id] = row
        return LeasedJob(job: row.job, lease: lease)
    }
}
