import FerryCore
import GRDB

extension JobTable {
    func insert(_ job: JobRecord, holder: String, leaseSeconds: Double) throws -> JobInsertion {
        if !job.state.isEnd, let found = try unfinishedJob(withKey: job.key) { return .exists(found) }
        guard try row(job.id) == nil else { throw FerryError.duplicateJob(job.id) }
        var job = job
        job.updatedAt = now
        let lease = JobLease(job: job.id, holder: holder, epoch: 1, expiresAt: now.advanced(bySeconds: leaseSeconds))
        try database.execute(
            sql: """
                INSERT INTO job (id, key, state, isEnd, sourcePath, createdAt, updatedAt, epoch, leaseHolder,
                    leaseExpiresAt, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                job.id.rawValue, job.key, job.state.rawValue, job.state.isEnd, job.source.path,
                job.createdAt.microseconds, now.microseconds, lease.epoch, holder, lease.expiresAt.microseconds,
                try JobRow.json(of: job),
            ])
        return .inserted(LeasedJob(job: job, lease: lease))
    }

    func update(_ job: JobRecord, under lease: JobLease) throws -> Bool {
        precondition(job.id == lease.job, "a lease is the right to write its own job")
        guard let held = try row(lease.job)?.lease, held.isSameClaim(as: lease) else { return false }
        if !job.state.isEnd, let other = try unfinishedJob(withKey: job.key), other.id != job.id {
            throw FerryError.secondUnfinishedJob(other.id)
        }
        var job = job
        job.updatedAt = now
        try database.execute(
            sql: """
                UPDATE job SET key = ?, state = ?, isEnd = ?, sourcePath = ?, createdAt = ?, updatedAt = ?, record = ?
                WHERE id = ?
                """,
            arguments: [
                job.key, job.state.rawValue, job.state.isEnd, job.source.path, job.createdAt.microseconds,
                now.microseconds, try JobRow.json(of: job), job.id.rawValue,
            ])
        return true
    }
}
