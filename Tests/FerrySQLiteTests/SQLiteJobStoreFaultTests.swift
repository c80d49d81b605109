import FerryCore
import FerryTesting
import GRDB
import Testing

@testable import FerrySQLite

@Suite("Faults under the job store")
struct SQLiteJobStoreFaultTests {
    private let time = SettableTime()

    private func open(_ scratch: ScratchDirectory) async throws -> SQLiteJobStore {
        try await SQLiteJobStore.open(inDirectory: scratch.path("state")) { [time] in time.now }
    }

    @Test(
        "each failure of SQLite has a code, a disposition and a reason",
        arguments: [
            (ResultCode.SQLITE_FULL, FerryError.Code.spoolFull, FerryError.Disposition.retry, "no space is left"),
            (.SQLITE_IOERR_SHMSIZE, .spoolFull, .retry, "no space is left"),
            (.SQLITE_BUSY, .storeUnavailable, .retry, "locked by another process for too long"),
            (.SQLITE_BUSY_SNAPSHOT, .storeUnavailable, .retry, "locked by another process"),
            (.SQLITE_LOCKED, .storeUnavailable, .retry, "locked by another process"),
            (.SQLITE_CORRUPT, .storeUnavailable, .giveUp, "is damaged"),
            (.SQLITE_NOTADB, .storeUnavailable, .giveUp, "is no database"),
            (.SQLITE_CANTOPEN, .storeUnavailable, .giveUp, "cannot be opened"),
            (.SQLITE_PERM, .storeUnavailable, .giveUp, "cannot be opened"),
            (.SQLITE_READONLY_DBMOVED, .storeUnavailable, .giveUp, "cannot be written"),
            (.SQLITE_IOERR_FSYNC, .storeUnavailable, .retry, "cannot be read or written"),
            (.SQLITE_MISUSE, .storeUnavailable, .retry, "refused a statement"),
        ])
    func mapping(
        result: ResultCode, code: FerryError.Code, disposition: FerryError.Disposition, reason: String
    ) {
        let error = FerryError(
            store: DatabaseError(resultCode: result, message: "so it says", sql: "UPDATE x", arguments: ["secret"]),
            path: "/state/ferry.sqlite")
        #expect(error.code == code)
        #expect(error.disposition == disposition)
        #expect(error.message.contains(reason))
        #expect(error.message.contains("/state/ferry.sqlite"))
        #expect(error.message.contains("SQLite \(result.rawValue): so it says"))
        #expect(!error.description.contains("secret"))
    }

    @Test("a full disk refuses the write, keeps what was there, and lets go when there is space")
    func full() async throws {
        let store = try await open(try ScratchDirectory())
        let kept = JobRecord.sample("kept", createdAt: time.now)
        _ = try await store.insert(kept, holder: "a", leaseSeconds: 30)
        let limit = try await limitPages(of: store, to: 1)
        var large = JobRecord.sample("large", createdAt: time.now)
        large.receipt = String(repeating: "x", count: 500_000)
        let job = large
        let error = try await #require(throws: FerryError.self) {
            _ = try await store.insert(job, holder: "a", leaseSeconds: 30)
        }
        #expect(error.code == .spoolFull)
        #expect(try await store.job(kept.id) != nil)
        #expect(try await store.job(job.id) == nil)
        _ = try await limitPages(of: store, to: limit)
        _ = try await store.insert(job, holder: "a", leaseSeconds: 30)
    }

    /// Sets the most pages the file may have (no fewer than it has) and returns what it was.
    private func limitPages(of store: SQLiteJobStore, to pages: Int) async throws -> Int {
        try await store.access.write { table in
            let before = try Int.fetchOne(table.database, sql: "PRAGMA max_page_count") ?? 0
            _ = try Int.fetchOne(table.database, sql: "PRAGMA max_page_count = \(pages)")
            return before
        }
    }

    @Test("a stored job that this version cannot read is named, and the others stay readable")
    func unreadable() async throws {
        let store = try await open(try ScratchDirectory())
        for id in ["good", "bad"] {
            _ = try await store.insert(.sample(id, createdAt: time.now), holder: "a", leaseSeconds: 30)
        }
        try await store.access.write { table in
            try table.database.execute(sql: "UPDATE job SET record = '{\"id\":\"bad\"}' WHERE id = 'bad'")
        }
        let error = try await #require(throws: FerryError.self) {
            _ = try await store.job(JobID(rawValue: "bad"))
        }
        #expect(error.code == .storeUnavailable)
        #expect(error.message.contains("bad"))
        #expect(try await store.job(JobID(rawValue: "good")) != nil)
    }

    @Test("calls that wait for another process leave the threads of the program free")
    func waiting() async throws {
        let scratch = try ScratchDirectory()
        // The lock is held for as long as a busy machine needs for the steps of this test.
        let store = try await SQLiteJobStore.open(inDirectory: scratch.path("state"), busySeconds: 300) { [time] in
            time.now
        }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: scratch.path("state/ferry.sqlite"), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let inserts = (0..<8).map { number in
            Task { [time] in
                try await store.insert(
                    .sample("job-\(number)", createdAt: time.now), holder: "a", leaseSeconds: 30)
            }
        }
        // Were the waiting calls to hold the few threads of the cooperative pool, this read would never run.
        for _ in 0..<4 { await Task.yield() }
        #expect(try await store.jobs(in: [.accepted], limit: 99) == [])
        try await other.writeWithoutTransaction { try $0.commit() }
        for insert in inserts { _ = try await insert.value }
        #expect(try await store.jobs(in: [.accepted], limit: 99).count == 8)
    }

    @Test("a batch is leased whole or not at all")
    func atomic() async throws {
        let store = try await open(try ScratchDirectory())
        for id in ["one", "two", "three"] {
            let job = JobRecord.sample(id, createdAt: time.now)
            guard case .inserted(let leased) = try await store.insert(job, holder: "a", leaseSeconds: 30) else {
                Issue.record("job \(id) is new")
                return
            }
            try await store.release(leased.lease)
        }
        try await store.access.write { table in
            try table.database.execute(
                sql: """
                    CREATE TEMP TRIGGER stop BEFORE UPDATE ON job WHEN OLD.id = 'three'
                    BEGIN SELECT RAISE(ABORT, 'stopped by the test'); END
                    """)
        }
        await #expect(throws: FerryError.self) {
            _ = try await store.claimWaiting(limit: 3, holder: "b", leaseSeconds: 30)
        }
        let rest = try await store.claimWaiting(limit: 2, holder: "b", leaseSeconds: 30)
        #expect(rest.map(\.job.id.rawValue) == ["one", "two"])
        #expect(rest.map(\.lease.epoch) == [2, 2])
    }
}
