import FerryCore
import FerrySessions
import FerryTesting
import GRDB
import Testing

@testable import FerrySQLite

@Suite("A hand-off while another process has the lock of the store")
struct HandOffPatienceTests {
    private let time = SettableTime()

    private func sample(_ name: String) -> HandOff {
        let answer = Answer(
            id: AnswerID(rawValue: name), sessionID: SessionID(rawValue: "s"), questionId: "q1", questionIndex: 0,
            createdAt: time.now)
        let record = HandOffRecord(
            id: SubmissionID(rawValue: name), sessionID: answer.sessionID, answerID: answer.id, idempotencyKey: nil,
            contentSHA256: "", jobs: [], acknowledgedAt: time.now)
        return HandOff(answer: answer, record: record, jobs: [])
    }

    @Test("it is sent away after its own time, while other writes wait on and are written")
    func sentAway() async throws {
        let scratch = try ScratchDirectory()
        let stores = try await SQLiteStores.open(inDirectory: scratch.path("state"), handOffSeconds: 0.05) {
            [time] in time.now
        }
        let session = InterviewSession(
            id: SessionID(rawValue: "s"), userID: "u", kind: "k", questions: [Question(questionId: "q1", text: "?")],
            startedAt: time.now, expiresAt: time.now.advanced(bySeconds: 60))
        try await stores.sessions.create(
            session, AuditEntry(time: time.now, action: .create, from: nil, to: .active))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: scratch.path("state/ferry.sqlite"), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let patient = Task {
            try await stores.sessions.change(session.id, answers: .none) { $0.session.metadata = ["a": "b"] }
        }
        while stores.access.writer.waitingCount == 0 { await Task.yield() }
        let began = ContinuousClock.now
        let error = try await #require(throws: FerryError.self) { _ = try await stores.sessions.accept(sample("one")) }
        #expect(error.code == .storeUnavailable)
        #expect(ContinuousClock.now - began < .seconds(SQLiteJobStore.busySeconds / 2))
        #expect(stores.access.writer.waitingCount == 1, "the other write waits on")
        try await other.writeWithoutTransaction { try $0.commit() }
        #expect(try await patient.value?.metadata == ["a": "b"])
        #expect(try await stores.sessions.answer(AnswerID(rawValue: "one")) == nil, "nothing is written behind it")
        guard case .accepted = try await stores.sessions.accept(sample("two")) else {
            Issue.record("the store takes hand-offs again")
            return
        }
    }

    @Test("a lock that only hand-offs waited for is given back when all of them went away")
    func allGone() async throws {
        let scratch = try ScratchDirectory()
        let stores = try await SQLiteStores.open(inDirectory: scratch.path("state"), handOffSeconds: 0.05) {
            [time] in time.now
        }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: scratch.path("state/ferry.sqlite"), configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        await #expect(throws: FerryError.self) { _ = try await stores.sessions.accept(sample("one")) }
        try await other.writeWithoutTransaction { try $0.commit() }
        guard case .unknownSession = try await stores.sessions.accept(sample("two")) else {
            Issue.record("the store answers again")
            return
        }
        try await other.writeWithoutTransaction { database in
            try database.beginTransaction(.immediate)
            try database.rollback()
        }
    }
}
