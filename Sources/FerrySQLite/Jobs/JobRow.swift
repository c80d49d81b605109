import FerryCore
import FoundationEssentials
import GRDB

/// A row as it is read: the job and who holds it.
struct JobRow: FetchableRecord {
    /// The job.
    let record: JobRecord
    /// How often it was claimed.
    let epoch: Int64
    /// The lease, running or expired; `nil` while nobody holds the job.
    let lease: JobLease?
    /// What is asked of its holder; `nil` also when it was asked under another lease.
    let request: JobRequest?

    /// The columns that are read, by their names: statements that are kept ready outlive a change of the table.
    static let columns = "id, epoch, leaseHolder, leaseExpiresAt, request, requestEpoch, requestedAt, record"

    init(row: Row) throws {
        record = try JobRow.record(from: row["record"], id: row["id"])
        epoch = row["epoch"]
        lease = JobRow.lease(row, job: record.id)
        request = lease == nil ? nil : try JobRow.request(row, job: record.id, epoch: epoch)
    }

    static func lease(_ row: Row, job: JobID) -> JobLease? {
        guard let holder: String = row["leaseHolder"], let expiresAt: Int64 = row["leaseExpiresAt"] else { return nil }
        return JobLease(
            job: job, holder: holder, epoch: row["epoch"], expiresAt: Timestamp(microseconds: expiresAt))
    }

    private static func request(_ row: Row, job: JobID, epoch: Int64) throws -> JobRequest? {
        guard let text: String = row["request"], row["requestEpoch"] == epoch else { return nil }
        guard let move = JobMove(rawValue: text) else {
            throw FerryError(
                .storeUnavailable, "the request \(text) of the job \(job) cannot be read by this version of mediaferry",
                next: "use the version that wrote it", disposition: .giveUp)
        }
        return JobRequest(
            job: job, move: move, epoch: epoch, requestedAt: Timestamp(microseconds: row["requestedAt"] ?? 0))
    }

    /// The JSON of a job, with its keys in order.
    static func json(of record: JobRecord) throws -> String { try StoredJSON.text(of: record) }

    private static func record(from json: Data, id: String) throws -> JobRecord {
        try StoredJSON.value(from: json, "job", id)
    }
}
