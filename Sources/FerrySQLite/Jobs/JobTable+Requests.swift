import FerryCore
import GRDB

extension JobTable {
    func request(_ move: JobMove, of lease: JobLease) throws -> JobRequest? {
        guard let held = try self.lease(on: lease.job), held.isSameClaim(as: lease) else { return nil }
        try database.execute(
            sql: "UPDATE job SET request = ?, requestEpoch = ?, requestedAt = ? WHERE id = ?",
            arguments: [move.rawValue, lease.epoch, now.microseconds, lease.job.rawValue])
        return JobRequest(job: lease.job, move: move, epoch: lease.epoch, requestedAt: now)
    }

    func requests(to holder: String) throws -> [JobRequest] {
        try JobRow.fetchAll(
            statement(
                """
                SELECT \(JobRow.columns) FROM job WHERE request IS NOT NULL AND leaseHolder = ? AND requestEpoch = epoch
                ORDER BY requestedAt, sequence
                """),
            arguments: [holder]
        ).compactMap(\.request)
    }

    func settle(_ request: JobRequest) throws {
        try database.execute(
            sql: """
                UPDATE job SET request = NULL, requestEpoch = NULL, requestedAt = NULL
                WHERE id = ? AND request = ? AND requestEpoch = ? AND requestedAt = ?
                """,
            arguments: [
                request.job.rawValue, request.move.rawValue, request.epoch, request.requestedAt.microseconds,
            ])
    }
}
