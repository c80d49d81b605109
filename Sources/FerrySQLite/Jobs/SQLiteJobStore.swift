public import FerryCore
public import FerrySessions
import FoundationEssentials

/// The job store of one machine: one SQLite file in a state directory that several processes may share.
///
/// A commit is on disk when a call returns (write-ahead log, `synchronous=FULL`); calls that wait at the same time share
/// one. A call waits at most twice ``busySeconds`` for another process. A call goes through even when its task has been
/// cancelled, so that a job can still be written and its lease given back on the way out. SQLite runs on queues of its own,
/// never on the cooperative pool.
public struct SQLiteJobStore: Sendable {
    /// The name of the file in the state directory.
    public static let fileName = StoreAccess.fileName
    /// How long one call waits while another process writes, in seconds.
    public static let busySeconds = 10.0

    let access: StoreAccess

    /// Counts commits and times queries.
    public var meter: StoreMeter { access.meter }

    /// The ledger of batches in the same file.
    public var batches: SQLiteBatchLedger { SQLiteBatchLedger(access: access) }

    /// The system's wall clock.
    public static func systemTime() -> Timestamp {
        Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
    }

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
        SQLiteJobStore(
            access: try await StoreAccess.open(inDirectory: directory, busySeconds: busySeconds, clock: clock))
    }
}
