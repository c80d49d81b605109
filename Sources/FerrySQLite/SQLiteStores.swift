public import FerryCore
public import FerrySessions

/// The stores of one machine over one SQLite file, opened together: what one commit writes belongs to all of them.
public struct SQLiteStores: Sendable {
    /// Jobs and leases.
    public let jobs: SQLiteJobStore
    /// Sessions, answers and hand-offs.
    public let sessions: SQLiteSessionStore
    /// Webhooks, positions, tokens, switches and counts.
    public let service: SQLiteServiceStore
    /// Counts commits and times queries, of all the stores.
    public let meter: StoreMeter

    let access: StoreAccess

    init(access: StoreAccess) {
        self.access = access
        jobs = SQLiteJobStore(access: access)
        sessions = SQLiteSessionStore(access: access)
        service = SQLiteServiceStore(access: access)
        meter = access.meter
    }

    /// Opens the stores of a state directory as ``SQLiteJobStore/open(inDirectory:clock:)`` does.
    ///
    /// - Parameters:
    ///   - directory: The state directory's path.
    ///   - handOffSeconds: How long a hand-off waits while another process writes; other writes wait
    ///     ``SQLiteJobStore/busySeconds``.
    ///   - clock: The stores' clock; the system's wall clock unless a test brings its own.
    /// - Throws: `store.unavailable` when the directory or the file cannot be used, `spool.full` when there is no space.
    public static func open(
        inDirectory directory: String, handOffSeconds: Double = SQLiteSessionStore.handOffSeconds,
        clock: @escaping @Sendable () -> Timestamp = SQLiteJobStore.systemTime
    ) async throws(FerryError) -> SQLiteStores {
        SQLiteStores(
            access: try await StoreAccess.open(
                inDirectory: directory, busySeconds: SQLiteJobStore.busySeconds, handOffSeconds: handOffSeconds,
                clock: clock))
    }
}
