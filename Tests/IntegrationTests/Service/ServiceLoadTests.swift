import FerryTesting
import Foundation
import Testing

@Suite("The hand-off service under load", .boundedWidth) struct ServiceLoadTests {
    /// Clients at once, answers of each, kills: few, or many where MEDIAFERRY_TEST_FAULTS is `all`.
    private static let size: (clients: Int, answers: Int, kills: Int) = KillPoint.isLongForm ? (8, 15, 10) : (4, 5, 3)

    @Test(
        "killed again and again while clients retry, it delivers each acknowledged answer once, byte for byte",
        arguments: KillPoint.isLongForm ? [1, 2, 3, 4, 5, 6] : [1])
    func killed(_ seed: UInt64) async throws {
        print("service load: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let service = try await TestService()
        let answers = try await interviews(service, &random)
        let total = Self.size.clients * Self.size.answers
        let spots = (0..<Self.size.kills).map { _ in Int.random(in: 0..<total, using: &random) }.sorted()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in answers {
                group.addTask { try await Self.answer(client, service) }
            }
            for spot in spots {
                try await service.status.wait(for: "\(spot) acknowledgements") { $0.acknowledged >= spot }
                try await service.kill()
                try await service.start()
            }
            try await group.waitForAll()
        }
        #expect(service.status.now.starts == spots.count + 1)
        try await service.complete(answers.compactMap(\.first?.session))
        try await Reckoning(service: service, answers: answers.flatMap(\.self)).expectWhole()
        #expect(Folder.files(service.state + "/spool").isEmpty)
    }

    /// A session for each client, with the answers that will be given.
    private func interviews(_ service: TestService, _ random: inout SeededRandom) async throws -> [[HandedAnswer]] {
        var clients: [[HandedAnswer]] = []
        for client in 0..<Self.size.clients {
            let session = try await service.session("user\(client)", questions: Self.size.answers)
            clients.append(
                try (0..<Self.size.answers).map { index in
                    try HandedAnswer(
                        session: session, question: "q\(index)", seed: random.next(), maxBytes: 400_000,
                        in: service.scratch)
                })
        }
        return clients
    }

    /// One client: an answer after the other; each third is sent again, as by a client that missed the reply.
    private static func answer(_ answers: [HandedAnswer], _ service: TestService) async throws {
        for (index, answer) in answers.enumerated() {
            let submission = try await answer.handOff(to: service)
            guard index % 3 == 0 else { continue }
            let again = try await answer.handOff(to: service)
            #expect(again == submission, "\(answer.key)")
        }
    }
}
