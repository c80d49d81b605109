import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct RoadFaultTests {
    private static let bytes = content(5000)

    @Test("the road gets over a fault of a chunk with one whole object", arguments: FaultCase.chunk)
    func chunk(_ it: FaultCase) async throws { try await deliver(it) }

    @Test("the road gets over a fault around the chunks with one whole object", arguments: FaultCase.around)
    func around(_ it: FaultCase) async throws { try await deliver(it) }

    @Test("a fault that cannot be got over ends in one clear error and no object", arguments: FaultCase.fatal)
    func fatal(_ it: FaultCase) async throws {
        try await TestRoad.walk(it.plan) { road in
            let pipeline = try JobPipeline(try road.parts(limits: it.limits))
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            let error = try #require(failure(await outcome(submission)))
            #expect(error.code == it.code)
            #expect(error.status == it.status)
            #expect(error.disposition == .giveUp || error.disposition == .freshStart)
            #expect(error.input == road.scratch.path("answer.webm"))
            #expect(!error.message.isEmpty && !error.next.isEmpty)
            #expect(it.code == .verifyLength || road.server.objects.isEmpty)
            #expect(road.retries == it.retries)
            #expect(road.log.names.filter { $0 == "upload.rewound" }.count == it.freshStarts)
            #expect(road.log.names.last == "job.failed")
            let job = try #require(try await road.store.job(submission.id))
            #expect(job.state == .failed)
            #expect(job.error == error)
            road.expectGoodManners()
            await pipeline.shutdown()
        }
    }

    private func deliver(_ it: FaultCase) async throws {
        try await TestRoad.walk(it.plan) { road in
            let pipeline = try JobPipeline(try road.parts(limits: it.limits))
            let receipt = try await pipeline.submit(try road.file(Self.bytes)).receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(receipt.transfer.retries == it.retries)
            #expect(receipt.transfer.freshStarts == it.freshStarts)
            #expect(road.retries == it.retries)
            if let waits = it.waits { #expect(road.waits == waits) }
            if let resent = it.resent { #expect(receipt.transfer.bytesResent == resent) }
            road.expectTrueNumbers(receipt)
            road.expectGoodManners()
            #expect(road.log.names.last == "job.delivered")
            await pipeline.shutdown()
        }
    }
}
