import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Uploads that a server lets die at a fixed moment (tus, extension "Expiration"). Every chunk takes a second.
@Suite(.timeLimit(.minutes(2))) struct LifetimeRoadTests {
    private static let bytes = content(20_000, seed: 9)

    private static func walk(
        life: Double, renews: Bool = false, _ plan: FaultPlan = FaultPlan(), _ body: (TestRoad) async throws -> Void
    ) async throws {
        var features = TusFeatures()
        features.lifeSeconds = life
        features.renewsLife = renews
        let clock = ManualClock.holdingHeartbeats()
        let server = FaultServer(TusStore(features: features), plan: plan, now: { clock.now() })
        let log = EventLog { if case .chunkStarted = $0.kind { clock.advance(bySeconds: 1) } }
        try await TestRoad.walk(server: server, clock: clock, log: log, body)
    }

    private static func send(_ road: TestRoad) async throws -> Result<Receipt, FerryError> {
        let pipeline = try road.pipeline()
        let result = await outcome(try await pipeline.submit(try road.file(bytes)))
        await pipeline.shutdown()
        return result
    }

    /// Why uploads were begun anew.
    private static func freshStarts(_ road: TestRoad) -> [String] {
        road.log.kinds.compactMap { kind in
            guard case .decision(let step) = kind, step.to == "freshStart" else { return nil }
            return step.reason
        }
    }

    @Test("an upload that will be finished before it dies goes on, also where each chunk gives it its life again")
    func inTime() async throws {
        for (life, renews) in [(60.0, false), (3, true)] {
            try await Self.walk(life: life, renews: renews) { road in
                let receipt = try await Self.send(road).get()
                #expect(receipt.transfer.freshStarts == 0 && road.server.objects.map(\.bytes) == [Self.bytes])
            }
        }
    }

    @Test("an upload of an earlier run that would die on the way is renewed before, and not sent to its end")
    func renewed() async throws {
        let failing = FaultPlan { $0.method == "PATCH" && $0.firstByte >= 5000 ? .status(403) : nil }
        try await Self.walk(life: 40, failing) { road in
            #expect(failure(try await Self.send(road))?.code == .destinationUnauthorized)
            road.server.setPlan(FaultPlan())
            road.clock.advance(bySeconds: 22)
            let receipt = try await Self.send(road).get()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.freshStarts == 1 && Self.freshStarts(road) == ["expired"])
            // No request ever met an upload that was dead.
            #expect(!road.server.requests.contains { $0.status == 410 || $0.status == 404 })
            #expect(road.server.violations.isEmpty)
        }
    }

    @Test("where no upload lives long enough, that is said at once and named")
    func hopeless() async throws {
        try await Self.walk(life: 12) { road in
            let error = failure(try await Self.send(road))
            #expect(error?.code == .uploadExpired && error?.disposition == .giveUp)
            #expect(error?.message.contains("uploads live 1") == true, "\(error.map(\.message) ?? "")")
            #expect(!road.server.requests.contains { $0.status == 410 || $0.status == 404 })
        }
    }
}
