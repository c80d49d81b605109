import FerryCore
import GRDB

/// What one transaction asks of the table of jobs, at one time.
struct JobTable {
    /// The connection, inside a transaction.
    let database: Database
    /// The store's time.
    let now: Timestamp
    /// Answers that were read or written of late.
    var memory = AnswerMemory()

    /// One job with its lease.
    func row(_ id: JobID) throws -> JobRow? {
        try JobRow.fetchOne(statement("SELECT \(JobRow.columns) FROM job WHERE id = ?"), arguments: [id.rawValue])
    }

    /// The lease on a job, running or expired; `nil` while nobody holds it, and where there is no such job.
    func lease(on id: JobID) throws -> JobLease? {
        let statement = try statement("SELECT epoch, leaseHolder, leaseExpiresAt FROM job WHERE id = ?")
        return try Row.fetchOne(statement, arguments: [id.rawValue]).flatMap { JobRow.lease($0, job: id) }
    }

    /// Whether a name is taken.
    func contains(_ id: JobID) throws -> Bool {
        try Bool.fetchOne(statement("SELECT EXISTS (SELECT 1 FROM job WHERE id = ?)"), arguments: [id.rawValue]) == true
    }

    /// The one job of a key that is not at an end.
    func unfinishedJob(withKey key: String) throws -> JobRecord? {
        try JobRow.fetchOne(
            statement("SELECT \(JobRow.columns) FROM job WHERE key = ? AND isEnd = 0"), arguments: [key])?.record
    }

    /// The name of the one job of a key that is not at an end.
    func unfinishedJobID(withKey key: String) throws -> JobID? {
        try String.fetchOne(statement("SELECT id FROM job WHERE key = ? AND isEnd = 0"), arguments: [key])
            .map(JobID.init(rawValue:))
    }

    /// All jobs of a key, newest first.
    func jobs(withKey key: String) throws -> [JobRecord] {
        try records("key = ? ORDER BY createdAt DESC, sequence DESC", [key])
    }

    /// Jobs not at an end that are read in place from a path, newest first.
    func unfinishedJobs(fromPath path: String) throws -> [JobRecord] {
        try records("isEnd = 0 AND sourcePath = ? ORDER BY createdAt DESC, sequence DESC", [path])
    }

    /// Jobs in these states, in the order of their making or against it.
    ///
    /// Each state is read in order by its index and the readings are merged, so that no more rows are read than given.
    func jobs(in states: Set<JobState>, limit: Int, newestFirst: Bool = false) throws -> [JobRecord] {
        guard !states.isEmpty, limit > 0 else { return [] }
        let state = "SELECT \(JobRow.columns), createdAt, sequence FROM job WHERE state = ?"
        let order = newestFirst ? "createdAt DESC, sequence DESC" : "createdAt, sequence"
        let merged = Array(repeating: state, count: states.count).joined(separator: " UNION ALL ")
        return try JobRow.fetchAll(
            statement("\(merged) ORDER BY \(order) LIMIT ?"),
            arguments: StatementArguments(states.map(\.rawValue)) + [limit]
        ).map(\.record)
    }

    /// Jobs in a state that were made after another one, oldest first.
    func jobs(in state: JobState, after id: JobID?, limit: Int) throws -> [JobRecord] {
        guard let id else {
            return try records("state = ? ORDER BY createdAt, sequence LIMIT ?", [state.rawValue, max(0, limit)])
        }
        return try records(
            """
            state = ? AND (createdAt, sequence) > (SELECT createdAt, sequence FROM job WHERE id = ?)
            ORDER BY createdAt, sequence LIMIT ?
            """, [state.rawValue, id.rawValue, max(0, limit)])
    }

    /// Jobs that carry answers of a session, oldest first.
    func jobs(ofSession session: String, limit: Int) throws -> [JobRecord] {
        try records("ownerSession = ? ORDER BY createdAt, sequence LIMIT ?", [session, max(0, limit)])
    }

    /// Jobs in `accepted` that nobody holds, and that this holder does not, even where its lease ran out: those of higher
    /// priority first, then oldest first.
    ///
    /// The index is named because the planner, which does not know how many jobs wait, would sort them.
    func waitingJobs(limit: Int, holder: String) throws -> [JobRow] {
        try JobRow.fetchAll(
            statement(
                """
                SELECT \(JobRow.columns) FROM job INDEXED BY job_waiting
                WHERE state = '\(JobState.accepted.rawValue)' AND (leaseExpiresAt IS NULL OR leaseExpiresAt <= ?)
                AND leaseHolder IS NOT ?
                ORDER BY priority DESC, createdAt, sequence LIMIT ?
                """),
            arguments: [now.microseconds, holder, max(0, limit)])
    }

    private func records(_ condition: String, _ arguments: StatementArguments) throws -> [JobRecord] {
        try JobRow.fetchAll(statement("SELECT \(JobRow.columns) FROM job WHERE \(condition)"), arguments: arguments)
            .map(\.record)
    }

    /// A statement that the connection keeps ready.
    func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
}
