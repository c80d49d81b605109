import Foundation
import Testing

/// Compares what was acknowledged with what was delivered, and with what the service says of it.
struct Reckoning {
    let service: TestService
    let answers: [HandedAnswer]

    /// Each acknowledged answer is delivered exactly once, byte for byte, nothing else is, and all accounts agree.
    func expectWhole() async throws {
        let delivered = try Folder.files(service.kept).map { try Hash.hex(file: $0) }
        #expect(delivered.sorted() == answers.map(\.sha256).sorted())
        for (session, answers) in Dictionary(grouping: answers, by: \.session) {
            try await expectTotals(of: session, answers)
        }
        let loss = try #require(try await service.document("/v1/monitoring")["loss"])
        let count = JSONValue.number(Double(answers.count))
        #expect(
            loss
                == .object([
                    "acknowledged": count, "delivered": count, "pending": .number(0), "failed": .number(0),
                    "lost": .number(0),
                ]))
    }

    private func expectTotals(of session: String, _ answers: [HandedAnswer]) async throws {
        let view = try await service.document("/v1/sessions/\(session)")
        let told = view["answers"]?.items ?? []
        let media = told.flatMap { $0["media"]?.items ?? [] }
        let bytes = answers.map(\.bytes).reduce(0, +)
        #expect(Set(media.compactMap { $0["sha256"]?.text }) == Set(answers.map(\.sha256)))
        #expect(media.allSatisfy { $0["state"]?.text == "delivered" })
        #expect(view["totals.answered"]?.integer == told.count)
        #expect(view["totals.answered"]?.integer == answers.count)
        #expect(view["totals.bytesIn"]?.integer == bytes)
        #expect(view["totals.bytesOut"]?.integer == bytes)
        // What was sent by a process that was killed before it could write that down is in no account.
        #expect((view["totals.bytesSent"]?.integer ?? 0) > 0)
        let seconds = answers.filter { $0.form != .raw }.count * 2
        #expect(view["totals.seconds"]?.integer == seconds)
    }
}
