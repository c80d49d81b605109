public import FerryCore
import GRDB

/// The job store of one machine: one SQLite file in a state directory that several processes may share.
///
/// A commit is on disk when a call returns (write-ahead log, `synchronous=FULL`); calls that wait at the same time share
/// one. The first of them waits at most ``busySeconds`` for another process. A call goes through even when its task has been
/// cancelled, so that a job can still be written and its lease given back on the way out. SQLite runs on queues of its own,
/// never on the cooperative pool.
public struct SQLiteJobStore: Sendable {
    /// The name of the file in the state directory.
    public static let fileName = "ferry.sqlite"
    /// How long one call waits while another process writes, in seconds.
    public static let busySeconds = 10.0

    let pool: DatabasePool
    let writer: GroupCommit
    let path: String
    let clock: @Sendable () -> Timestamp

    /// Opens the store of a state directory, and makes both where they are missing.
    ///
    /// Directories that are made get mode 0700, the file 0600. An older schema is brought up to date first.
    ///
    /// - Parameters:
    ///   - directory: The state directory's path.
    ///   - clock: The store's clock, which leases are measured by; the system's wall clock unless a test brings its own.
    /// - Throws: `store.unavailable` when the directory or the file cannot be used, `spool.full` when there is no space.
    public static func open(
        inDirectory directory: String, clock: @escaping @Sendable () -> Timestamp = systemTime
    ) async throws(FerryError) -> SQLiteJobStore {
        try await open(inDirectory: directory, busySeconds: busySeconds, clock: clock)
    }

    /// - Parameter busySeconds: How long a call waits while another process writes.
    static func open(
        inDirectory directory: String, busySeconds: Double, clock: @escaping @Sendable () -> Timestamp
    ) async throws(FerryError) -> SQLiteJobStore {
        let path = directory.hasSuffix("/") ? directory + fileName : "\(directory)/\(fileName)"
        let pool = try await onOwnThread { () throws(FerryError) in
            try StoreFolder(path: directory).prepare(file: path)
            return try JobDatabase.open(path: path, inDirectory: directory, busySeconds: busySeconds)
        }
        return SQLiteJobStore(
            pool: pool, writer: GroupCommit(pool: pool, clock: clock), path: path, clock: clock)
    }
}
