import Dispatch
import FerryCore
import FerryTesting
import GRDB
import Synchronization
import Testing

@testable import FerrySQLite

@Suite("Writes that wait together share a commit")
struct GroupCommitTests {
    private let time = SettableTime()

    /// Counts commits of the writer.
    private final class CommitCount: TransactionObserver, Sendable {
        private let commits = Mutex(0)
        var value: Int { commits.withLock { $0 } }
        func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
        func databaseDidChange(with event: DatabaseEvent) {}
        func databaseDidCommit(_ db: Database) { commits.withLock { $0 += 1 } }
        func databaseDidRollback(_ db: Database) {}
    }

    /// Inserts so many jobs while the writer is busy, and gives what became of each.
    private func outcomes(
        _ count: Int, in scratch: ScratchDirectory, commits: CommitCount = CommitCount(),
        before: (SQLiteJobStore) async throws -> Void = { _ in }
    ) async throws -> [FerryError?] {
        let store = try await SQLiteJobStore.open(inDirectory: scratch.path("state")) { [time] in time.now }
        try await before(store)
        store.access.pool.add(transactionObserver: commits, extent: .databaseLifetime)
        let isFree = DispatchSemaphore(value: 0)
        store.access.pool.asyncWriteWithoutTransaction { _ in isFree.wait() }
        let writes = (0..<count).map { number in
            Task { () -> FerryError? in
                do throws(FerryError) { try await insert(store, "job-\(number)") } catch { return error }
                return nil
            }
        }
        while store.access.writer.waitingCount < count { await Task.yield() }
        isFree.signal()
        var outcomes: [FerryError?] = []
        for write in writes { outcomes.append(await write.value) }
        return outcomes
    }

    private func insert(_ store: SQLiteJobStore, _ id: String) async throws(FerryError) {
        _ = try await store.insert(.sample(id, createdAt: time.now), holder: "a", leaseSeconds: 30)
    }

    @Test("many writes need few commits, at most sixty-four in each")
    func together() async throws {
        let (scratch, commits) = (try ScratchDirectory(), CommitCount())
        let outcomes = try await outcomes(200, in: scratch, commits: commits)
        #expect(outcomes == Array(repeating: nil, count: 200))
        #expect(commits.value == 4)
        let store = try await SQLiteJobStore.open(inDirectory: scratch.path("state"))
        #expect(try await store.jobs(in: [.accepted], limit: 999).count == 200)
    }

    /// Inserts nine jobs of which a trigger stops the sixth in that way: what became of each, and which were kept.
    private func stopped(by way: String) async throws -> (outcomes: [FerryError?], kept: Set<String>) {
        let scratch = try ScratchDirectory()
        let outcomes = try await outcomes(9, in: scratch) { store in
            try await store.access.write { table in
                try table.database.execute(
                    sql: """
                        CREATE TEMP TRIGGER stop AFTER INSERT ON job WHEN NEW.id = 'job-5'
                        BEGIN SELECT RAISE(\(way), 'stopped by the test'); END
                        """)
            }
        }
        let store = try await SQLiteJobStore.open(inDirectory: scratch.path("state"))
        return (outcomes, Set(try await store.jobs(in: [.accepted], limit: 999).map(\.id.rawValue)))
    }

    @Test("a write that fails fails alone")
    func alone() async throws {
        let (outcomes, kept) = try await stopped(by: "ABORT")
        #expect(outcomes.map { $0?.code } == (0..<9).map { $0 == 5 ? .storeUnavailable : nil })
        #expect(kept == Set((0..<9).filter { $0 != 5 }.map { "job-\($0)" }))
    }

    @Test("a transaction that is rolled back as a whole fails for each of its writes, and none is told otherwise")
    func whole() async throws {
        let (outcomes, kept) = try await stopped(by: "ROLLBACK")
        for (number, outcome) in outcomes.enumerated() { #expect(kept.contains("job-\(number)") == (outcome == nil)) }
        #expect(outcomes[5]?.code == .storeUnavailable)
        #expect(kept.isEmpty)
    }

    @Test(
        "while another process has the lock, all that have waited for it too long fail together, and later ones do not")
    func busy() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SQLiteJobStore.open(inDirectory: scratch.path("state"), busySeconds: 0.2) { [time] in
            time.now
        }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: scratch.path("state/ferry.sqlite"), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let isFree = DispatchSemaphore(value: 0)
        store.access.pool.asyncWriteWithoutTransaction { _ in isFree.wait() }
        let writes = (0..<5).map { number in
            Task { () -> FerryError? in
                do throws(FerryError) { try await insert(store, "job-\(number)") } catch { return error }
                return nil
            }
        }
        while store.access.writer.waitingCount < 5 { await Task.yield() }
        // The lock is given back on the writer's own queue, right behind the first look at it.
        store.access.pool.asyncWriteWithoutTransaction { _ in try? other.writeWithoutTransaction { try $0.commit() } }
        isFree.signal()
        var outcomes: [FerryError?] = []
        for write in writes { outcomes.append(await write.value) }
        #expect(outcomes.map { $0?.code } == Array(repeating: .storeUnavailable, count: 5))
        try await insert(store, "job-5")
    }
}
