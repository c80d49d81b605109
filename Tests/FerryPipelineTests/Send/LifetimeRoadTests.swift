import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Uploads that a server lets die at a fixed moment (tus, extension "Expiration"). A chunk takes a second where nothing
/// else is said.
@Suite(.timeLimit(.minutes(2))) struct LifetimeRoadTests {
    private static let bytes = content(20_000, seed: 9)

    private static func walk(
        life: Double, renews: Bool = false, _ plan: FaultPlan = FaultPlan(),
        seconds: @escaping @Sendable (Int) -> Double = { _ in 1 }, _ body: (TestRoad) async throws -> Void
    ) async throws {
        var features = TusFeatures()
        features.lifeSeconds = life
        features.renewsLife = renews
        let clock = ManualClock.holdingHeartbeats()
        let server = FaultServer(TusStore(features: features), plan: plan, now: { clock.now() })
        let started = RequestCount()
        let log = EventLog {
            guard case .chunkStarted = $0.kind else { return }
            clock.advance(bySeconds: seconds(started.next() - 1))
        }
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

    /// What was told of uploads that do not live long enough.
    private static func warnings(_ road: TestRoad) -> [String] {
        road.log.kinds.compactMap { kind in
            guard case .decision(let step) = kind, step.to == "sending" else { return nil }
            return step.reason
        }
    }

    private static func isDead(_ request: RecordedRequest) -> Bool { request.status == 410 || request.status == 404 }

    @Test("an upload of an earlier run, whose whole life is unknown, is used until the server ends it")
    func resumed() async throws {
        let failing = FaultPlan { $0.method == "PATCH" && $0.firstByte >= 5000 ? .status(403) : nil }
        try await Self.walk(life: 40, failing) { road in
            #expect(failure(try await Self.send(road))?.code == .destinationUnauthorized)
            road.server.setPlan(FaultPlan())
            road.clock.advance(bySeconds: 22)
            let receipt = try await Self.send(road).get()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.freshStarts == 1 && Self.freshStarts(road) == ["expired"])
            #expect(road.server.requests.contains(where: Self.isDead))
        }
    }

    @Test(
        "an upload that lost its time on a slow link is renewed before it dies, once the link is fast enough for a new one"
    )
    func renewed() async throws {
        let seconds: @Sendable (Int) -> Double = { $0 < 4 ? 12 : 1 }
        try await Self.walk(life: 60, seconds: seconds) { road in
            let receipt = try await Self.send(road).get()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.freshStarts == 1 && Self.freshStarts(road) == ["expired"])
            // No request ever met an upload that was dead.
            #expect(!road.server.requests.contains(where: Self.isDead) && road.server.violations.isEmpty)
        }
    }

    @Test("an upload that was renewed once goes on to its end, though it might not live long enough")
    func renewedOnce() async throws {
        // Both uploads lose most of their life in the first four chunks; the first is given up after twelve.
        let seconds: @Sendable (Int) -> Double = { $0 % 12 < 4 && $0 < 16 ? 12 : 1 }
        try await Self.walk(life: 66, seconds: seconds) { road in
            let receipt = try await Self.send(road).get()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.freshStarts == 1)
            #expect(!road.server.requests.contains(where: Self.isDead) && road.server.violations.isEmpty)
        }
    }

    @Test("a slow while, as under a limit, ends no upload and throws no byte away")
    func slowWhile() async throws {
        // Half of the life goes in four chunks; the rest is fast.
        let seconds: @Sendable (Int) -> Double = { (3..<7).contains($0) ? 12 : 0.1 }
        try await Self.walk(life: 90, seconds: seconds) { road in
            let receipt = try await Self.send(road).get()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.freshStarts == 0 && receipt.transfer.bytesResent == 0)
        }
    }

    @Test("where no upload seems to live long enough, that is told once, and only the server ends the upload")
    func hopeless() async throws {
        try await Self.walk(life: 12) { road in
            let error = failure(try await Self.send(road))
            #expect(error?.code == .uploadExpired, "\(String(describing: error))")
            #expect(Self.warnings(road).count == 1)
            #expect(Self.warnings(road).first?.hasPrefix("uploads live 1") == true)
            #expect(road.server.requests.contains(where: Self.isDead))
        }
    }
}
