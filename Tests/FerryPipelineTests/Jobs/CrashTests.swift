import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct CrashTests {
    private static let bytes = content(5000, seed: 7)

    /// A road without faults, and one on which much goes wrong.
    enum Weather: CaseIterable {
        case fair, foul

        var plan: FaultPlan {
            switch self {
            case .fair: FaultPlan()
            case .foul:
                FaultPlan().on("PATCH", 1, .lostReply).on("PATCH", 2, .reset(afterBodyBytes: 300))
                    .on("HEAD", 2, .status(503)).on("PATCH", 4, .status(429))
            }
        }
    }

    @Test(
        "a process that dies at any event leaves a job that ends in one object, with one chunk sent again at most",
        arguments: Weather.allCases, 1...45)
    func anyEvent(weather: Weather, event: Int) async throws {
        try await TestRoad.walk(weather.plan) { road in
            let source = try road.file(Self.bytes)
            let image = CrashImage(atEvent: event)
            try await image.run(source, on: road)
            guard let store = image.store else { return }
            let pipeline = try JobPipeline(try road.parts(state: CrashImage.folder, store: store))
            let receipt = try await pipeline.submit(source).receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(road.server.violations.isEmpty)
            #expect(receipt.transfer.bytesAcknowledged == 5000)
            #expect(receipt.transfer.freshStarts == 0)
            // A foul road alone costs up to one chunk for each of its faults.
            let allowed: Int64 = weather == .fair ? 1000 : 3000
            #expect(road.server.resentBytes <= allowed)
            #expect(receipt.transfer.bytesResent <= allowed + 1000)
            await pipeline.shutdown()
            #expect(road.scratch.names("image/spool") == [])
            #expect(road.scratch.names("image/journal") == [])
            #expect(road.scratch.names("image/holders") == [], "the dead holder is buried, and ours went with us")
        }
    }
}
