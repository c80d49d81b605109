import FerryCore
import FerrySessions
import GRDB
import Synchronization

/// Puts the writes that wait for the writer into one transaction, so that one sync makes all of them durable. Each is told
/// its own outcome, after the commit; one that fails takes nothing of the others back.
///
/// No more of them wait than there are callers.
final class GroupCommit: Sendable {
    /// One caller's part of a transaction.
    private struct Write: Sendable {
        /// Its place among all writes of this process.
        let number: Int
        /// When it no longer wants to wait for a lock of another process.
        let deadline: Double
        /// Runs the part and gives what is told after the commit.
        let run: @Sendable (StoreTransaction) throws -> @Sendable () -> Void
        /// Tells that it was not written.
        let fail: @Sendable (any Error) -> Void
    }

    private struct Line {
        var writes: [Write] = []
        /// The number of the next one.
        var next = 0
        /// Whether somebody is on the way to write them.
        var isCalled = false
    }

    /// Writes of one transaction.
    private static let maxWrites = 64

    private let pool: DatabasePool
    private let meter: StoreMeter
    private let clock: @Sendable () -> Timestamp
    private let memory: AnswerMemory
    private let line = Mutex(Line())

    init(
        pool: DatabasePool, meter: StoreMeter, memory: AnswerMemory, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.pool = pool
        self.memory = memory
        self.meter = meter
        self.clock = clock
    }

    /// Runs `body` in a committed transaction on the writer's queue.
    ///
    /// The transaction takes the write lock before it reads the clock, so that times follow the order of commits, and
    /// before it reads a row, so that what it decides by cannot change under it.
    ///
    /// - Parameter patience: Seconds that it waits while another process has the lock, where that is less than others wait;
    ///   it fails with `SQLITE_BUSY` then.
    func write<Value: Sendable>(
        patience: Double = .infinity, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isFirst = line.withLock { line in
                line.writes.append(
                    Write(number: line.next, deadline: StoreMeter.seconds() + patience) { transaction in
                        let value = try body(transaction)
                        return { continuation.resume(returning: value) }
                    } fail: { error in
                        continuation.resume(throwing: error)
                    })
                line.next += 1
                defer { line.isCalled = true }
                return !line.isCalled
            }
            if isFirst { call() }
        }
    }

    /// Sends those writes away whose patience is over; called while another process has the lock.
    func sendAwayImpatient() {
        let now = StoreMeter.seconds()
        let gone = line.withLock { line in
            let gone = line.writes.filter { $0.deadline <= now }
            if !gone.isEmpty { line.writes.removeAll { $0.deadline <= now } }
            return gone
        }
        for write in gone { write.fail(DatabaseError(resultCode: .SQLITE_BUSY)) }
    }

    /// Writes that wait for the writer.
    var waitingCount: Int { line.withLock { $0.writes.count } }

    private func call() {
        pool.asyncWriteWithoutTransaction { database in
            let isMore = self.commitNext(database)
            if isMore { self.call() }
        }
    }

    /// Commits those that wait once the lock is taken. When it cannot be, those have waited too long that were there when
    /// this began, all of them: nobody waits for the lock once more behind another.
    ///
    /// - Returns: Whether others wait.
    private func commitNext(_ database: Database) -> Bool {
        let later = line.withLock { $0.next }
        do {
            try database.beginTransaction(.immediate)
        } catch {
            let (writes, isMore) = take { $0.prefix { $0.number < later }.count }
            for write in writes { write.fail(error) }
            return isMore
        }
        let (writes, isMore) = take { _ in Self.maxWrites }
        commit(writes, database)
        return isMore
    }

    private func take(_ count: @Sendable ([Write]) -> Int) -> (writes: [Write], isMore: Bool) {
        line.withLock { line in
            let first = Array(line.writes.prefix(count(line.writes)))
            line.writes.removeFirst(first.count)
            line.isCalled = !line.writes.isEmpty
            return (first, line.isCalled)
        }
    }

    /// Runs the writes in the transaction that was begun, and ends it.
    private func commit(_ writes: [Write], _ database: Database) {
        let start = StoreMeter.seconds()
        do {
            // All may have gone away while the lock was another's.
            guard !writes.isEmpty else { return try database.rollback() }
            let transaction = StoreTransaction(database: database, now: clock(), memory: memory)
            let answers = try writes.map { write in try answer(write, transaction, isAlone: writes.count == 1) }
            try database.commit()
            meter.commit(writes: writes.count, seconds: StoreMeter.seconds() - start)
            for answer in answers { answer() }
        } catch {
            // SQLite may have rolled back by itself; the first error is the one that tells why.
            if database.isInsideTransaction { try? database.rollback() }
            for write in writes { write.fail(error) }
        }
    }

    /// - Throws: What ended the whole transaction.
    private func answer(
        _ write: Write, _ transaction: StoreTransaction, isAlone: Bool
    ) throws -> @Sendable () -> Void {
        guard !isAlone else { return try meter.timed { try write.run(transaction) } }
        var answer: @Sendable () -> Void = {}
        do {
            try transaction.database.inSavepoint {
                answer = try meter.timed { try write.run(transaction) }
                return .commit
            }
        } catch {
            guard transaction.database.isInsideTransaction, Self.isItsOwn(error) else { throw error }
            answer = { write.fail(error) }
        }
        return answer
    }

    /// Whether an error says something of one write alone; after any other the savepoint may not have been taken back.
    private static func isItsOwn(_ error: any Error) -> Bool {
        if error is FerryError { return true }
        return (error as? DatabaseError)?.resultCode == .SQLITE_CONSTRAINT
    }
}
