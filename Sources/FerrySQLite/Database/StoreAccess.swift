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
    let memory: AnswerMemory
    /// How long a hand-off waits while another process writes.
    let handOffSeconds: Double

    /// Opens the database of a state directory, and makes both where they are missing.
    ///
    /// - Parameters:
    ///   - busySeconds: How long a call waits while another process writes.
    ///   - handOffSeconds: How long a hand-off does, which has another place to go.
    static func open(
        inDirectory directory: String, busySeconds: Double, handOffSeconds: Double = .infinity,
        clock: @escaping @Sendable () -> Timestamp
    ) async throws(FerryError) -> StoreAccess {
        let path = directory.hasSuffix("/") ? directory + fileName : "\(directory)/\(fileName)"
        let wait = LockWait(seconds: busySeconds)
        let pool = try await onOwnThread { () throws(FerryError) in
            try StoreFolder(path: directory).prepare(file: path)
            return try StoreDatabase.open(path: path, inDirectory: directory, busySeconds: busySeconds, wait: wait)
        }
        let meter = StoreMeter()
        let memory = AnswerMemory()
        let writer = GroupCommit(pool: pool, meter: meter, memory: memory, clock: clock)
        wait.tell { [weak writer] in writer?.sendAwayImpatient() }
        return StoreAccess(
            pool: pool, writer: writer, path: path, meter: meter, clock: clock, memory: memory,
            handOffSeconds: handOffSeconds)
    }

    /// Runs `body` in a committed transaction; others that wait with it may share it.
    ///
    /// - Parameter patience: Seconds that it waits while another process writes, where that is less than others wait.
    func write<Value: Sendable>(
        patience: Double = .infinity, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(FerryError) -> Value {
        do {
            return try await writer.write(patience: patience, body)
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
                            try meter.timed {
                                try body(StoreTransaction(database: database, now: clock(), memory: memory))
                            }
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
