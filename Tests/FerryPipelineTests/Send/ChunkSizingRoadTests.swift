import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

/// Chunks that fit themselves to link and server.
@Suite struct ChunkSizingRoadTests {
    private func decisions(_ log: EventLog, _ what: String) -> [FerryEvent.Decision] {
        log.kinds.compactMap { kind in
            guard case .decision(let decision) = kind, decision.what == what else { return nil }
            return decision
        }
    }

    @Test("a server that refuses large chunks gets smaller ones, and each step is an event with its reason")
    func tooLarge() async throws {
        let limit: Int64 = 600_000
        let plan = FaultPlan { request in
            request.method == "PATCH" && (request.declaredBodyBytes ?? 0) > limit ? .status(413) : nil
        }
        try await TestRoad.walk(plan) { road in
            let bytes = content(9_000_000)
            let pipeline = try road.pipeline { $0.send.chunkBytes = nil }
            let receipt = try await pipeline.submit(try road.file(bytes)).receipt()
            #expect(road.server.objects.map(\.bytes) == [bytes])
            let steps = decisions(road.log, "chunkBytes")
            #expect(steps.map(\.reason) == ["tooLarge", "tooLarge", "tooLarge"])
            #expect(steps.last?.to == String(ChunkSizer.startBytes / 8))
            #expect(receipt.transfer.chunkBytes == ChunkSizer.startBytes / 8)
            #expect(receipt.transfer.bytesAcknowledged == 9_000_000)
            await pipeline.shutdown()
        }
    }

    @Test("a fixed size that the server refuses ends in an error that says what to do")
    func fixedTooLarge() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", .status(413))) { road in
            let pipeline = try road.pipeline { $0.send.chunkBytes = 4000 }
            let error = failure(await outcome(try await pipeline.submit(try road.file(content(9000)))))
            #expect(error?.code == .destinationTooLarge && error?.next.contains("--chunk-size") == true)
            await pipeline.shutdown()
        }
    }

    @Test("after a broken request chunks are smaller, and every chunk has a number of its own")
    func shrinking() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 2, .reset(afterBodyBytes: 70_000))) { road in
            let bytes = content(9_000_000)
            let pipeline = try road.pipeline { $0.send.chunkBytes = nil }
            let receipt = try await pipeline.submit(try road.file(bytes)).receipt()
            #expect(road.server.objects.map(\.bytes) == [bytes])
            #expect(decisions(road.log, "chunkBytes").first?.reason == "reset")
            let started = road.log.kinds.compactMap { kind -> FerryEvent.ChunkStarted? in
                if case .chunkStarted(let chunk) = kind { chunk } else { nil }
            }
            // The creating request carries the beginning of the first chunk.
            let numbers = Dictionary(grouping: started.dropFirst(), by: \.index).mapValues {
                Set($0.map(\.offset)).count
            }
            #expect(numbers.values.allSatisfy { $0 == 1 }, "one offset for each number: \(started)")
            #expect(started.map(\.index) == started.map(\.index).sorted())
            #expect(receipt.transfer.bytesResent <= 4 << 20)
            await pipeline.shutdown()
        }
    }

    @Test("what one file taught serves the next")
    func memory() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 1, .reset(afterBodyBytes: 0))) { road in
            let pipeline = try road.pipeline { $0.send.chunkBytes = nil }
            _ = try await pipeline.submit(try road.file(content(6_000_000, seed: 1), "a.webm")).receipt()
            let before = road.log.all.count
            _ = try await pipeline.submit(try road.file(content(6_000_000, seed: 2), "b.webm")).receipt()
            let first = road.log.all.dropFirst(before).compactMap { event -> Int64? in
                if case .chunkStarted(let chunk) = event.kind, chunk.offset > 0 { chunk.length } else { nil }
            }.first
            #expect(first == ChunkSizer.startBytes / 2)
            await pipeline.shutdown()
        }
    }
}
