import Foundation
import Testing

@Suite(
    "The hand-off service whose store cannot be written", .boundedWidth,
    .enabled(if: BuiltProducts.program("python3") != nil, "needs python3"))
struct ServiceStoreTests {
    private static let holder = """
        import sqlite3, sys
        store = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
        store.execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        sys.stdin.read()
        store.rollback()
        """

    /// Takes the store's write lock from another process until its input is closed.
    private func hold(_ service: TestService) async throws -> ChildProcess {
        let process = try ChildProcess(
            BuiltProducts.program("python3") ?? "python3", ["-c", Self.holder, service.state + "/ferry.sqlite"],
            environment: Command.environment, input: .pipe)
        _ = try #require(try await process.line("the lock") { $0 == "held" })
        return process
    }

    /// Answers of one session, all sent at once while the store is held.
    private func acknowledged(_ service: TestService, _ session: String, _ numbers: Range<Int>) async throws
        -> [HandedAnswer]
    {
        let answers = try numbers.map {
            try HandedAnswer(
                session: session, question: "q\($0)", seed: UInt64($0), maxBytes: 50_000, in: service.scratch)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for answer in answers {
                group.addTask {
                    let first = try await answer.handOff(to: service)
                    #expect(try await answer.handOff(to: service) == first, "a repeat of \(answer.key)")
                }
            }
            try await group.waitForAll()
        }
        return answers
    }

    @Test("answers are acknowledged all the same, and delivered once when it can be written again")
    func held() async throws {
        let service = try await TestService()
        let session = try await service.session("user", questions: 8)
        let holder = try await hold(service)
        let began = ContinuousClock.now
        let answers = try await acknowledged(service, session, 0..<8)
        #expect(ContinuousClock.now - began < .seconds(10), "nobody waits as long as other writes do")
        let readiness = try await service.request("GET", "/readyz")
        #expect(readiness.status == 503, "\(readiness)")
        holder.closeInput()
        _ = try await holder.ended()
        try await service.untilStored(answers.count, session)
        try await service.complete([session])
        try await Reckoning(service: service, answers: answers).expectWhole()
    }

    @Test("what was acknowledged then survives kill -9 before it could be written")
    func killed() async throws {
        let service = try await TestService()
        let session = try await service.session("user", questions: 4)
        let holder = try await hold(service)
        let answers = try await acknowledged(service, session, 0..<4)
        try await service.kill()
        holder.closeInput()
        _ = try await holder.ended()
        try await service.start()
        try await service.untilStored(answers.count, session)
        try await service.complete([session])
        try await Reckoning(service: service, answers: answers).expectWhole()
    }
}

extension TestService {
    /// Waits until the store has as many answers of a session.
    func untilStored(_ count: Int, _ session: String) async throws {
        let end = ContinuousClock.now + .seconds(100)
        while try await document("/v1/sessions/\(session)")["answers"]?.items.count != count {
            guard ContinuousClock.now < end else {
                throw NotHappened(what: "\(count) stored answers", seconds: 100, state: session)
            }
        }
    }
}
