import FerryCore
import FerrySessions
import FerryTesting
import GRDB
import Testing

@testable import FerrySQLite

@Suite("The tables of the job store")
struct StoreSchemaTests {
    private func database() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try StoreSchema.migrator.migrate(database)
        return database
    }

    @Test("steps run once, in order, and are complete afterwards")
    func migrations() throws {
        let database = try database()
        try StoreSchema.migrator.migrate(database)
        let names = try database.read { try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations") }
        #expect(
            names == [
                "1 jobs and leases", "2 requests", "3 owners and priorities", "4 sessions", "5 service", "6 batches",
            ])
        #expect(try database.read(StoreSchema.migrator.hasCompletedMigrations))
    }

    @Test("a store of the first schema takes requests once it is opened by this version")
    func older() throws {
        let database = try DatabaseQueue()
        let clock = Timestamp(microseconds: 0)
        try StoreSchema.migrator.migrate(database, upTo: "1 jobs and leases")
        try database.write { database in
            try database.execute(
                sql: """
                    INSERT INTO job (id, key, state, isEnd, createdAt, updatedAt, epoch, leaseHolder, leaseExpiresAt, record)
                    VALUES ('one', 'key', 'accepted', 0, 0, 0, 1, 'a', 9000000, ?)
                    """,
                arguments: [try JobRow.json(of: .sample("one", createdAt: clock))])
        }
        try StoreSchema.migrator.migrate(database)
        try database.write { database in
            let table = JobTable(database: database, now: clock)
            let lease = try #require(try table.row(JobID(rawValue: "one"))?.lease)
            let asked = try table.request(.pause, of: lease)
            #expect(asked != nil)
            #expect(try table.requests(to: "a") == [asked])
        }
    }

    @Test("jobs of an older schema get their owners and priorities from their records, and are counted")
    func owners() throws {
        let database = try DatabaseQueue()
        let clock = Timestamp(microseconds: 7)
        try StoreSchema.migrator.migrate(database, upTo: "2 requests")
        var owned = JobRecord.sample("owned", createdAt: clock)
        owned.owner = JobOwner(sessionId: "s", answerId: "a", media: "video")
        owned.priority = 5
        let records = [
            "owned": try JobRow.json(of: owned), "plain": try JobRow.json(of: .sample("plain", createdAt: clock)),
            "broken": "{",
        ]
        try database.write { database in
            for (id, record) in records.sorted(by: { $0.key > $1.key }) {
                try database.execute(
                    sql: """
                        INSERT INTO job (id, key, state, isEnd, createdAt, updatedAt, epoch, record)
                        VALUES (?, ?, 'accepted', 0, 7, 0, 0, ?)
                        """, arguments: [id, id, record])
            }
        }
        try StoreSchema.migrator.migrate(database)
        try database.write { database in
            let stores = StoreTransaction(database: database, now: clock)
            #expect(try stores.jobs.jobs(ofSession: "s", limit: 9) == [owned])
            #expect(try stores.jobs.waitingJobs(limit: 1, holder: "h").map(\.record) == [owned])
            let tally = try stores.tallies.tally()
            #expect(tally.jobs == [.accepted: 3])
            #expect(tally.media == [.accepted: 1])
            #expect(tally.oldestWaiting == clock)
        }
    }

    @Test("the key of an unfinished job is unique in the file itself, not only in the code")
    func unique() throws {
        try database().write { database in
            func insert(_ id: String, isEnd: Bool) throws {
                try database.execute(
                    sql: """
                        INSERT INTO job (id, key, state, isEnd, createdAt, updatedAt, epoch, record)
                        VALUES (?, 'same', 'any', ?, 0, 0, 1, '{}')
                        """, arguments: [id, isEnd])
            }
            try insert("one", isEnd: true)
            try insert("two", isEnd: true)
            try insert("three", isEnd: false)
            #expect(throws: DatabaseError.self) { try insert("four", isEnd: false) }
        }
    }

    @Test("a row keeps the spool's key and no path of the spool")
    func rows() throws {
        let job = JobRecord.sample("one", createdAt: Timestamp(microseconds: 0))
        let json = try JobRow.json(of: job)
        #expect(json.contains("\"spoolKey\":\"asset-one\""))
        #expect(!json.contains("\"path\""))
    }

    @Test(
        "the directory above a path, by its text",
        arguments: [
            ("/a/b/c", "/a/b"), ("/a/b/", "/a"), ("/a", "/"), ("/", "/"), ("a", "."), ("a/b", "a"), ("", "."),
            ("//a//b", "/a"),
        ])
    func parents(path: String, parent: String) {
        #expect(StoreFolder.parent(of: path) == parent)
    }
}
