import FerryCore
import GRDB

extension JobTable {
    func claim(_ id: JobID, holder: String, leaseSeconds: Double) throws -> JobClaim {
        guard let row = try row(id) else { return .unknown }
        if let lease = row.lease, lease.holder != holder, lease.expiresAt > now { return .held(lease) }
        return .claimed(try grant(row, holder: holder, leaseSeconds: leaseSeconds))
    }

    func claimWaiting(limit: Int, holder: String, leaseSeconds: Double) throws -> [LeasedJob] {
        try waitingJobs(limit: limit, holder: holder).map { try grant($0, holder: holder, leaseSeconds: leaseSeconds) }
    }

    func renew(_ lease: JobLease, leaseSeconds: Double) throws -> JobLease? {
        let renewed = JobLease(
            job: lease.job, holder: lease.holder, epoch: lease.epoch, expiresAt: now.advanced(bySeconds: leaseSeconds))
        let wasHeld = try change(
            "leaseExpiresAt = ?", "id = ? AND epoch = ? AND leaseHolder = ?",
            [renewed.expiresAt.microseconds, lease.job.rawValue, lease.epoch, lease.holder])
        return wasHeld ? renewed : nil
    }

    func release(_ lease: JobLease) throws {
        _ = try change(
            "leaseHolder = NULL, leaseExpiresAt = NULL", "id = ? AND epoch = ? AND leaseHolder = ?",
            [lease.job.rawValue, lease.epoch, lease.holder])
    }

    /// A renewal since the caller looked shows a holder that lives, so the time of expiry counts here too.
    func revoke(_ lease: JobLease) throws {
        _ = try change(
            "leaseHolder = NULL, leaseExpiresAt = NULL",
            "id = ? AND epoch = ? AND leaseHolder = ? AND leaseExpiresAt = ?",
            [lease.job.rawValue, lease.epoch, lease.holder, lease.expiresAt.microseconds])
    }

    private func grant(_ row: JobRow, holder: String, leaseSeconds: Double) throws -> LeasedJob {
        let lease = JobLease(
            job: row.record.id, holder: holder, epoch: row.epoch + 1, expiresAt: now.advanced(bySeconds: leaseSeconds))
        _ = try change(
            "epoch = ?, leaseHolder = ?, leaseExpiresAt = ?", "id = ?",
            [lease.epoch, holder, lease.expiresAt.microseconds, lease.job.rawValue])
        return LeasedJob(job: row.record, lease: lease)
    }

    private func change(_ values: String, _ condition: String, _ arguments: StatementArguments) throws -> Bool {
        try statement("UPDATE job SET \(values) WHERE \(condition)").execute(arguments: arguments)
        return database.changesCount > 0
    }
}

extension JobLease {
    /// Whether both came of the same claim; a renewal changes only the time of expiry.
    func isSameClaim(as other: JobLease) -> Bool {
        job == other.job && holder == other.holder && epoch == other.epoch
    }
}
