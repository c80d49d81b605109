import FerryCore
import GRDB

extension JobTable {
    func insert(_ job: JobRecord, holder: String, leaseSeconds: Double) throws -> JobInsertion {
        if !job.state.isEnd, let found = try unfinishedJob(withKey: job.key) { return .exists(found) }
        guard try !contains(job.id) else { throw FerryError.duplicateJob(job.id) }
        var job = job
        job.updatedAt = now
        let lease = JobLease(job: job.id, holder: holder, epoch: 1, expiresAt: now.advanced(bySeconds: leaseSeconds))
        try statement(
            """
            INSERT INTO job (id, key, state, isEnd, sourcePath, createdAt, updatedAt, epoch, leaseHolder,
                leaseExpiresAt, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        ).execute(
            arguments: [
                job.id.rawValue, job.key, job.state.rawValue, job.state.isEnd, job.source.path,
                job.createdAt.microseconds, now.microseconds, lease.epoch, holder, lease.expiresAt.microseconds,
                try JobRow.json(of: job),
            ])
        return .inserted(LeasedJob(job: job, lease: lease))
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
            UPDATE job SET key = ?, state = ?, isEnd = ?, sourcePath = ?, createdAt = ?, updatedAt = ?, record = ?
            WHERE id = ?
            """
        ).execute(
            arguments: [
                job.key, job.state.rawValue, job.state.isEnd, job.source.path, job.createdAt.microseconds,
                now.microseconds, try JobRow.json(of: job), job.id.rawValue,
            ])
        return true
    }
}
