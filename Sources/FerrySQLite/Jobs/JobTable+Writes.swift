import FerryCore
import GRDB

extension JobTable {
    func insert(_ job: JobRecord, holder: String, leaseSeconds: Double) throws -> JobInsertion {
        if !job.state.isEnd, let found = try unfinishedJob(withKey: job.key) { return .exists(found) }
        guard try !contains(job.id) else { throw FerryError.duplicateJob(job.id) }
        let lease = JobLease(job: job.id, holder: holder, epoch: 1, expiresAt: now.advanced(bySeconds: leaseSeconds))
        return .inserted(LeasedJob(job: try add(job, under: lease), lease: lease))
    }

    /// Adds a job that nobody holds.
    ///
    /// - Throws: `destination.conflict` when it would be the second unfinished job of its key, `store.unavailable` when
    ///   its name is taken.
    func insertWaiting(_ job: JobRecord) throws {
        if !job.state.isEnd, let other = try unfinishedJobID(withKey: job.key) {
            throw FerryError.secondUnfinishedJob(other)
        }
        guard try !contains(job.id) else { throw FerryError.duplicateJob(job.id) }
        _ = try add(job, under: nil)
    }

    private func add(_ job: JobRecord, under lease: JobLease?) throws -> JobRecord {
        var job = job
        job.updatedAt = now
        try statement(
            """
            INSERT INTO job (id, key, state, isEnd, sourcePath, createdAt, updatedAt, ownerSession, priority, record,
                epoch, leaseHolder, leaseExpiresAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(
            arguments: [job.id.rawValue] + values(of: job, json: JobRow.json(of: job))
                + [lease?.epoch ?? 0, lease?.holder, lease?.expiresAt.microseconds])
        return job
    }

    func update(_ job: JobRecord, under lease: JobLease) throws -> Bool {
        precondition(job.id == lease.job, "a lease is the right to write its own job")
        guard let held = try self.lease(on: lease.job), held.isSameClaim(as: lease) else { return false }
        if !job.state.isEnd, let other = try unfinishedJobID(withKey: job.key), other != job.id {
            throw FerryError.secondUnfinishedJob(other)
        }
        var job = job
        job.updatedAt = now
        try statement(
            """
            UPDATE job SET key = ?, state = ?, isEnd = ?, sourcePath = ?, createdAt = ?, updatedAt = ?,
                ownerSession = ?, priority = ?, record = ? WHERE id = ?
            """
        ).execute(arguments: values(of: job, json: JobRow.json(of: job)) + [job.id.rawValue])
        if job.owner != nil { try SessionTable(database: database, now: now, memory: memory).settle(job) }
        return true
    }

    /// The columns that a record decides, in the order of both statements.
    private func values(of job: JobRecord, json: String) -> StatementArguments {
        [
            job.key, job.state.rawValue, job.state.isEnd, job.source.path, job.createdAt.microseconds,
            job.updatedAt.microseconds, job.owner?.sessionId, job.priority ?? 0, json,
        ]
    }
}
