import Dispatch
import FerryCore
import GRDB
import Glibc

/// How the database is opened so that a commit is on disk when it returns.
enum StoreDatabase {
    private static let pauseMicroseconds: UInt32 = 5000

    /// Opens the file, which exists, and brings its schema up to date. Blocks while others do the same.
    static func open(
        path: String, inDirectory directory: String, busySeconds: Double, wait: LockWait
    ) throws(FerryError) -> DatabasePool {
        let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(busySeconds * 1e9)
        while true {
            if let lock = try OpeningLock(directory: directory) {
                defer { withExtendedLifetime(lock) {} }
                do {
                    return try open(path: path, wait: wait)
                } catch {
                    throw FerryError(store: error, path: path)
                }
            }
            guard DispatchTime.now().uptimeNanoseconds < deadline else {
                throw FerryError(store: DatabaseError(resultCode: .SQLITE_BUSY), path: path)
            }
            usleep(pauseMicroseconds)
        }
    }

    private static func open(path: String, wait: LockWait) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "mediaferry.store"
        configuration.busyMode = .callback { wait.pause(after: $0) }
        configuration.maximumReaderCount = 2
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction(makeDurable)
        try migrate(pool, path: path)
        return pool
    }

    /// Turns on a sync for every commit and makes sure that it is on.
    ///
    /// It must come after the pool is open: the pool itself sets `NORMAL`, which loses the last commits in a power cut.
    private static func makeDurable(_ writer: Database) throws {
        try writer.execute(sql: "PRAGMA synchronous = FULL")
        let level = try Int.fetchOne(writer, sql: "PRAGMA synchronous")
        let journal = try String.fetchOne(writer, sql: "PRAGMA journal_mode")
        guard level == 2, journal == "wal" else {
            throw FerryError(
                .storeUnavailable, "the job database does not promise durable commits on this file system",
                disposition: .giveUp)
        }
    }

    private static func migrate(_ pool: DatabasePool, path: String) throws {
        let migrator = StoreSchema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw FerryError(
                .storeUnavailable, "the job database \(path) was written by a newer version of mediaferry",
                next: "use that version or another directory with --state", disposition: .giveUp)
        }
        guard try !pool.read(migrator.hasCompletedMigrations) else { return }
        try migrator.migrate(pool)
    }
}
