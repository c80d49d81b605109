import FerryCore
import FerrySessions
import FerryTesting
import GRDB
import Testing

@testable import FerrySQLite

@Suite("Sessions in the same file as their jobs")
struct SQLiteSessionStoreTests {
    private let time = SettableTime()

    private func open(_ scratch: ScratchDirectory) async throws -> SQLiteStores {
        try await SQLiteStores.open(inDirectory: scratch.path("state")) { [time] in time.now }
    }

    private func create(_ id: String, questions: Int = 3, in stores: SQLiteStores) async throws {
        try await stores.sessions.create(
            .sample(id, questions: questions, startedAt: time.now),
            AuditEntry(time: time.now, action: .create, from: nil, to: .active))
    }

    @Test("a hand-off is one commit, and so is the end of a session with a hundred answers")
    func commits() async throws {
        let stores = try await open(try ScratchDirectory())
        try await create("s", questions: 100, in: stores)
        for question in 0..<100 {
            let before = stores.meter.counts.commits
            _ = try await stores.sessions.accept(
                .sample("a\(question)", session: "s", question: question, createdAt: time.now))
            #expect(stores.meter.counts.commits == before + 1)
        }
        let before = stores.meter.counts
        let session = try await stores.sessions.change(SessionID(rawValue: "s")) {
            (change: inout SessionChange) throws(FerryError) in try change.move(.complete)
        }
        #expect(session?.manifest?.answers.count == 100)
        #expect(stores.meter.counts.commits == before.commits + 1)
        #expect(stores.meter.counts.writes == before.writes + 1)
    }

    @Test("of two sessions that change together neither is written when the second cannot be")
    func pairs() async throws {
        let stores = try await open(try ScratchDirectory())
        for id in ["a", "b"] {
            try await create(id, in: stores)
            _ = try await stores.sessions.accept(.sample("answer-\(id)", session: id, createdAt: time.now))
        }
        let (a, b) = (SessionID(rawValue: "a"), SessionID(rawValue: "b"))
        let before = (try await stores.sessions.session(a), try await stores.sessions.session(b))
        await #expect(throws: FerryError.self) {
            _ = try await stores.sessions.change(a, with: b) { one, two in
                one.session.metadata["seen"] = "yes"
                // A question has one current answer; the store finds it out when the first is written already.
                var second = two.answers[0]
                second.id = AnswerID(rawValue: "second")
                two.answers.append(second)
            }
        }
        #expect(try await stores.sessions.session(a) == before.0)
        #expect(try await stores.sessions.session(b) == before.1)
    }

    @Test("commits, writes and the time of queries are counted, and a call that fails has taken its time too")
    func meter() async throws {
        let stores = try await open(try ScratchDirectory())
        #expect(stores.meter.counts.commits == 0)
        try await create("s", in: stores)
        _ = try await stores.sessions.session(SessionID(rawValue: "s"))
        await #expect(throws: FerryError.self) { try await create("s", in: stores) }
        let counts = stores.meter.counts
        #expect(counts.commits == 1)
        #expect(counts.writes == 1)
        #expect(counts.querySeconds.count == 3)
        #expect(counts.commitSeconds.count == 1)
        #expect(counts.querySeconds.max < 60)
    }

    @Test("a full disk refuses a hand-off whole, and takes it once there is space")
    func full() async throws {
        let stores = try await open(try ScratchDirectory())
        try await create("s", in: stores)
        let limit = try await limitPages(of: stores, to: 1)
        var large = HandOff.sample("large", session: "s", createdAt: time.now)
        // The job is the last row that is written.
        large.jobs[1].receipt = String(repeating: "x", count: 500_000)
        let handOff = large
        let error = try await #require(throws: FerryError.self) { _ = try await stores.sessions.accept(handOff) }
        #expect(error.code == .spoolFull)
        #expect(try await stores.sessions.answer(handOff.answer.id) == nil)
        #expect(try await stores.sessions.handOff(handOff.record.id) == nil)
        #expect(try await stores.jobs.jobs(ofSession: "s", limit: 9) == [])
        #expect(try await stores.sessions.session(SessionID(rawValue: "s"))?.revision == 0)
        _ = try await limitPages(of: stores, to: limit)
        #expect(try await stores.sessions.accept(handOff) == .accepted(handOff.record))
    }

    /// Sets the most pages the file may have (no fewer than it has) and returns what it was.
    private func limitPages(of stores: SQLiteStores, to pages: Int) async throws -> Int {
        try await stores.access.write { stores in
            let before = try Int.fetchOne(stores.database, sql: "PRAGMA max_page_count") ?? 0
            _ = try Int.fetchOne(stores.database, sql: "PRAGMA max_page_count = \(pages)")
            return before
        }
    }

    @Test("a question has one current answer in the file itself, not only in the code")
    func unique() async throws {
        let stores = try await open(try ScratchDirectory())
        try await create("s", in: stores)
        _ = try await stores.sessions.accept(.sample("one", session: "s", createdAt: time.now))
        let twin = HandOff.sample("two", session: "s", createdAt: time.now).answer
        let error = try await #require(throws: FerryError.self) {
            _ = try await stores.sessions.change(SessionID(rawValue: "s")) { $0.answers.append(twin) }
        }
        #expect(error.code == .storeUnavailable)
        #expect(try await stores.sessions.answers(of: SessionID(rawValue: "s"), superseded: true).count == 1)
    }

    @Test("a record that this version cannot read is named, and others stay readable")
    func unreadable() async throws {
        let stores = try await open(try ScratchDirectory())
        for id in ["good", "bad"] { try await create(id, in: stores) }
        try await stores.access.write { stores in
            try stores.database.execute(sql: "UPDATE session SET record = '{\"id\":\"bad\"}' WHERE id = 'bad'")
        }
        let error = try await #require(throws: FerryError.self) {
            _ = try await stores.sessions.session(SessionID(rawValue: "bad"))
        }
        #expect(error.message.contains("session bad"))
        #expect(try await stores.sessions.session(SessionID(rawValue: "good")) != nil)
    }

    @Test("media that was acknowledged and has no job is found, and counted as lost")
    func lost() async throws {
        let stores = try await open(try ScratchDirectory())
        try await create("s", in: stores)
        _ = try await stores.sessions.accept(.sample("one", session: "s", createdAt: time.now))
        try await stores.access.write { try $0.database.execute(sql: "DELETE FROM job WHERE id = 'one-audio'") }
        #expect(try await stores.service.tally().lostMedia == 1)
        #expect(try await stores.service.recount() == stores.service.tally())
        let missing = try await stores.service.missingJobs(after: nil, limit: 9)
        #expect(missing.jobs == [JobID(rawValue: "one-audio")])
        #expect(missing.next == nil)
    }
}
