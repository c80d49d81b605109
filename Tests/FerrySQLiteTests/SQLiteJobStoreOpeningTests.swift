import FerryCore
import FerryTesting
import Foundation
import GRDB
import Testing

@testable import FerrySQLite

@Suite("Opening the job store of a state directory")
struct SQLiteJobStoreOpeningTests {
    private let time = SettableTime()

    private func open(_ directory: String) async throws(FerryError) -> SQLiteJobStore {
        try await SQLiteJobStore.open(inDirectory: directory) { [time] in time.now }
    }

    /// The error of an opening that must fail.
    private func refusal(_ directory: String) async throws -> FerryError {
        try await #require(throws: FerryError.self) { _ = try await open(directory) }
    }

    @Test("directories that are made are closed to others, and so are the file and its log")
    func modes() async throws {
        let scratch = try ScratchDirectory()
        let store = try await open(scratch.path("home/state/mediaferry"))
        let job = JobRecord.sample("one", createdAt: time.now)
        _ = try await store.insert(job, holder: "a", leaseSeconds: 30)
        for directory in ["home", "home/state", "home/state/mediaferry"] {
            #expect(try scratch.mode(directory) == 0o700, "\(directory)")
        }
        for file in ["ferry.sqlite", "ferry.sqlite-wal", "ferry.sqlite-shm"] {
            #expect(try scratch.mode("home/state/mediaferry/\(file)") == 0o600, "\(file)")
        }
    }

    @Test("a directory that is there keeps its mode, a file that others could read is closed")
    func existing() async throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path)
        #expect(FileManager.default.createFile(atPath: scratch.path("ferry.sqlite"), contents: nil))
        _ = try await open(scratch.path + "/")
        #expect(try scratch.mode("") == 0o755)
        #expect(try scratch.mode("ferry.sqlite") == 0o600)
    }

    @Test("commits are synced: write-ahead log and synchronous=FULL on the connection that writes")
    func durable() async throws {
        let scratch = try ScratchDirectory()
        let store = try await open(scratch.path)
        let settings = try await store.access.write { table in
            [
                try String.fetchOne(table.database, sql: "PRAGMA journal_mode"),
                try String.fetchOne(table.database, sql: "PRAGMA synchronous"),
            ]
        }
        #expect(settings == ["wal", "2"])
    }

    @Test("many that open a new directory at once all get in")
    func together() async throws {
        for _ in 0..<5 {
            let scratch = try ScratchDirectory()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let store = try await open(scratch.path("state"))
                        let job = JobRecord.sample("job-\(number)", createdAt: time.now)
                        _ = try await store.insert(job, holder: "h\(number)", leaseSeconds: 30)
                    }
                }
                try await group.waitForAll()
            }
            let all = try await open(scratch.path("state")).jobs(in: [.accepted], limit: 99)
            #expect(all.count == 8)
        }
    }

    /// Whether the lock of a directory can be had; it is given back at once.
    private func isFree(_ directory: String) throws -> Bool {
        if let lock = try OpeningLock(directory: directory) {
            withExtendedLifetime(lock) {}
            return true
        }
        return false
    }

    @Test("one at a time may open, and the next when it is done or dead")
    func lock() async throws {
        let scratch = try ScratchDirectory()
        if let first = try OpeningLock(directory: scratch.path) {
            #expect(try isFree(scratch.path) == false)
            withExtendedLifetime(first) {}
        } else {
            Issue.record("nobody else opens it")
        }
        #expect(try isFree(scratch.path))
        #expect(throws: FerryError.self) { _ = try OpeningLock(directory: scratch.path("none")) }
    }

    @Test("what is no state directory is refused in clear words")
    func unusable() async throws {
        let scratch = try ScratchDirectory()
        try Data("not a directory".utf8).write(to: URL(fileURLWithPath: scratch.path("file")))
        let taken = try await refusal(scratch.path("file"))
        #expect(taken.code == .storeUnavailable)
        #expect(taken.message.contains("something else of this name"))
        let beneath = try await refusal(scratch.path("file/state"))
        #expect(beneath.code == .storeUnavailable)
        #expect(beneath.message.contains("Not a directory"))
        let absent = try await refusal("/proc/mediaferry")
        #expect(absent.code == .storeUnavailable)
        #expect(absent.next.contains("--state"))
    }

    @Test("a file that is no database is refused and left as it is")
    func damaged() async throws {
        let scratch = try ScratchDirectory()
        let bytes = Data(String(repeating: "This is no database. ", count: 400).utf8)
        try bytes.write(to: URL(fileURLWithPath: scratch.path("ferry.sqlite")))
        let error = try await refusal(scratch.path)
        #expect(error.code == .storeUnavailable)
        #expect(error.disposition == .giveUp)
        #expect(error.message.contains("is damaged or is no database"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path("ferry.sqlite"))) == bytes)
    }

    @Test("a database of a newer version is refused and left as it is")
    func newer() async throws {
        let scratch = try ScratchDirectory()
        let store = try await open(scratch.path)
        try await store.access.write { table in
            try table.database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
        }
        let error = try await refusal(scratch.path)
        #expect(error.code == .storeUnavailable)
        #expect(error.message.contains("newer version"))
    }
}
