import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Runs that end after the server took all bytes and before the job is done.
@Suite(.timeLimit(.minutes(2))) struct PutResumeTests {
    private static let bytes = content(5000, seed: 41)

    /// Sends, and ends the run while the server's word about the finished object is awaited.
    private func stopBeforeConfirmation(_ road: TestRoad) async throws {
        road.server.setPlan(FaultPlan().on("HEAD", 2, .silence))
        let pipeline = try road.putPipeline()
        _ = try await pipeline.submit(try road.file(Self.bytes))
        try await road.server.waitForRequest { $0.fault == .silence }
        await pipeline.shutdown()
        road.server.release()
        road.server.setPlan(FaultPlan())
    }

    @Test("what a 2xx acknowledged is asked for, not sent again", arguments: [PutFeatures(), .webDAV])
    func acknowledged(_ features: PutFeatures) async throws {
        try await PutRoad.walk(features) { road in
            try await stopBeforeConfirmation(road)
            let before = road.server.requests.count
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.server.requests.dropFirst(before).allSatisfy { $0.method == "HEAD" })
            #expect(road.count("PUT") == 1 && receipt.transfer.bytesResent == 0)
            #expect(receipt.destination.checked == .length)
            #expect(road.stored == ["/store/answer.webm": Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("where another length stands by then, the bytes go again")
    func otherLength() async throws {
        try await PutRoad.walk { road in
            try await stopBeforeConfirmation(road)
            road.server.setPlan(FaultPlan().on("HEAD", 1, .lengthOff(by: -1)))
            let pipeline = try road.putPipeline()
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.count("PUT") == 2 && receipt.transfer.bytesResent == 5000)
            #expect(road.stored == ["/store/answer.webm": Self.bytes])
            await pipeline.shutdown()
        }
    }
}
