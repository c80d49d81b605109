import Dispatch
import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

/// The way into one open database, the same for every store in it.
struct StoreAccess: Sendable {
    /// The name of the file in the state directory.
    static let fileName = "ferry.sqlite"

    let pool: DatabasePool
    let writer: GroupCommit
    let path: String
    let meter: StoreMeter
    let clock: @Sendable () -> Timestamp

    /// Opens the database of a state directory, and makes both where they are missing.
    ///
    /// - Parameter busySeconds: How long a call waits while another process writes.
    static func open(
        inDirectory directory: String, busySeconds: Double, clock: @escaping @Sendable () -> Timestamp
    ) async throws(FerryError) -> StoreAccess {
        let path = directory.hasSuffix("/") ? directory + fileName : "\(directory)/\(fileName)"
        let pool = try await onOwnThread { () throws(FerryError) in
            try StoreFolder(path: directory).prepare(file: path)
            return try StoreDatabase.open(path: path, inDirectory: directory, busySeconds: busySeconds)
        }
        let meter = StoreMeter()
        return StoreAccess(
            pool: pool, writer: GroupCommit(pool: pool, meter: meter, clock: clock), path: path, meter: meter,
            clock: clock)
    }

    /// Runs `body` in a committed transaction; others that wait with it may share it.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(FerryError) -> Value {
        do {
            return try await writer.write(body)
        } catch {
            throw FerryError(store: error, path: path)
        }
    }

    /// Runs `body` on one snapshot on a reader's queue.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(FerryError) -> Value {
        let outcome: Result<Value, any Error> = await withCheckedContinuation { continuation in
            pool.asyncRead { access in
                continuation.resume(
                    returning: access.flatMap { database in
                        Result {
                            try meter.timed { try body(StoreTransaction(database: database, now: clock())) }
                        }
                    })
            }
        }
        do {
            return try outcome.get()
        } catch {
            throw FerryError(store: error, path: path)
        }
    }

    /// Runs blocking work on a thread that is not the cooperative pool's.
    private static func onOwnThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws(FerryError) -> Value
    ) async throws(FerryError) -> Value {
        let outcome: Result<Value, FerryError> = await withCheckedContinuation { continuation in
            DispatchQueue(label: "mediaferry.store.open").async {
                continuation.resume(returning: Result(catching: work))
            }
        }
        return try outcome.get()
    }
}
