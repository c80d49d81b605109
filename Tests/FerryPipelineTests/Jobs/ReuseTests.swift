import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct ReuseTests {
    private static let bytes = content(5000, seed: 9)

    private func delivered(_ road: TestRoad, _ pipeline: JobPipeline, again: Bool = false) async throws -> Receipt {
        try await pipeline.submit(try road.file(Self.bytes), again: again).receipt()
    }

    @Test("a delivered source is found again without a byte sent, its receipt written")
    func reused() async throws {
        try await TestRoad.walk { road in
            let receipts = road.scratch.path("receipts/here")
            let pipeline = try road.pipeline { $0.receiptsDirectory = receipts }
            let first = try await delivered(road, pipeline)
            let bodies = road.server.requests.count { $0.bodyBytes > 0 }
            let second = try await delivered(road, pipeline)
            #expect(!first.reused && second.reused)
            #expect(second.jobId == first.jobId)
            #expect(second.transfer == first.transfer)
            #expect(road.server.requests.count { $0.bodyBytes > 0 } == bodies)
            #expect(road.server.objects.count == 1)
            #expect(try ReceiptFile.read(ReceiptFile.path(of: first.jobId, in: receipts)) == second)
            #expect(road.scratch.names("receipts/here") == ["\(first.jobId).json"])
            #expect(road.log.names.suffix(2) == ["job.accepted", "job.delivered"])
            await pipeline.shutdown()
        }
    }

    @Test("a delivered object that is gone is sent anew", arguments: [404, 410])
    func gone(status: Int) async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let first = try await delivered(road, pipeline)
            road.server.setPlan(FaultPlan().on("HEAD", 1, .expired(status)))
            let second = try await delivered(road, pipeline)
            #expect(!second.reused && second.jobId != first.jobId)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("something else in its place is an error with both numbers, and nothing is sent")
    func different() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            _ = try await delivered(road, pipeline)
            road.server.setPlan(FaultPlan().on("HEAD", .offsetOff(by: -1)))
            let error = await #expect(throws: FerryError.self) { _ = try await delivered(road, pipeline) }
            #expect(error?.code == .verifyLength)
            #expect(error?.message.contains("4999") == true && error?.message.contains("5000") == true)
            #expect(road.server.objects.count == 1)
            await pipeline.shutdown()
        }
    }

    @Test("another hash in its place is an error with both hashes")
    func otherHash() async throws {
        let other = "sha-256=:\(Data(repeating: 0, count: 32).base64EncodedString()):"
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let receipt = try await delivered(road, pipeline)
            road.server.setPlan(FaultPlan().on("HEAD", .withField(.reprDigest, other)))
            let error = await #expect(throws: FerryError.self) { _ = try await delivered(road, pipeline) }
            #expect(error?.code == .verifyChecksum)
            #expect(error?.message.contains(receipt.rendition.sha256) == true)
            #expect(error?.message.contains(String(repeating: "0", count: 64)) == true)
            await pipeline.shutdown()
        }
    }

    @Test("a destination that cannot be asked is an error, not a second object")
    func unreachable() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            _ = try await delivered(road, pipeline)
            road.server.setPlan(FaultPlan().on("HEAD", .lostReply))
            let error = await #expect(throws: FerryError.self) { _ = try await delivered(road, pipeline) }
            #expect(error?.code == .destinationUnreachable)
            #expect(road.server.objects.count == 1)
            await pipeline.shutdown()
        }
    }

    @Test("a receipt that cannot be read is a clear error, not a second object")
    func unreadable() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let first = try await delivered(road, pipeline)
            guard case .claimed(var leased) = try await road.store.claim(first.jobId, holder: "x", leaseSeconds: 1)
            else { return }
            leased.job.receipt = "{}"
            #expect(try await road.store.update(leased.job, under: leased.lease))
            let error = await #expect(throws: FerryError.self) { _ = try await delivered(road, pipeline) }
            #expect(error?.code == .storeUnavailable && error?.next.contains("--again") == true)
            #expect(road.server.objects.count == 1)
            await pipeline.shutdown()
        }
    }

    @Test("again makes a new object each time, and goes on with one that was broken off")
    func again() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let first = try await delivered(road, pipeline)
            let second = try await delivered(road, pipeline, again: true)
            #expect(Set([first.jobId, second.jobId]).count == 2)
            #expect(road.server.objects.count == 2)
            road.server.setPlan(FaultPlan().on("PATCH", .status(500)))
            let broken = try await pipeline.submit(try road.file(Self.bytes), again: true)
            #expect(failure(await outcome(broken)) != nil)
            road.server.setPlan(FaultPlan())
            let third = try await delivered(road, pipeline, again: true)
            #expect(third.jobId == broken.id && third.transfer.resumedFromBytes == 1000)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes, Self.bytes, Self.bytes])
            #expect(try await delivered(road, pipeline).jobId == first.jobId)
            await pipeline.shutdown()
        }
    }

    @Test("the same bytes handed in many times at once make one object", arguments: [2, 8])
    func twins(count: Int) async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline()
            let source = try road.file(Self.bytes)
            let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
                for _ in 0..<count { group.addTask { try await pipeline.submit(source).receipt() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(receipts.count { !$0.reused } == 1)
            #expect(Set(receipts.map(\.jobId)).count == 1)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }
}
