import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct LeaseTests {
    private static let bytes = content(5000, seed: 5)
    private static let stalled = FaultPlan().on("PATCH", 2, .stall(afterBodyBytes: 0))

    @Test("a lease of a living holder is a clear conflict, and its job goes on")
    func living() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let source = try road.file(Self.bytes)
            let first = try road.pipeline()
            let submission = try await first.submit(source)
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            let second = try road.pipeline()
            let error = await #expect(throws: FerryError.self) { _ = try await second.submit(source) }
            #expect(error?.code == .destinationConflict)
            #expect(error?.input == road.scratch.path("answer.webm"))
            road.server.release()
            _ = try await submission.receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(road.scratch.names("state/spool") == [])
            await first.shutdown()
            await second.shutdown()
        }
    }

    @Test("a lease of a dead holder is taken over at once, while it still runs")
    func dead() async throws {
        try await TestRoad.walk { road in
            let source = try road.file(Self.bytes)
            // The eighth event is in the middle of the upload; the image's lease holds for 20 s more.
            let image = CrashImage(atEvent: 8)
            try await image.run(source, on: road)
            let store = try #require(image.store)
            let pipeline = try JobPipeline(try road.parts(state: CrashImage.folder, store: store))
            _ = try await pipeline.submit(source).receipt()
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(road.waits == [])
            await pipeline.shutdown()
        }
    }

    @Test("a job whose lease was taken away stops and writes nothing more")
    func fenced() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            road.clock.advance(bySeconds: 60)
            guard case .claimed = try await road.store.claim(submission.id, holder: "thief", leaseSeconds: 20) else {
                Issue.record("the lease had run out")
                return
            }
            let stolen = try await road.store.job(submission.id)
            road.clock.release()
            let error = failure(await outcome(submission))
            #expect(error?.code == .cancelled || error?.code == .destinationConflict)
            #expect(try await road.store.job(submission.id) == stolen)
            #expect(road.server.objects.isEmpty)
            await pipeline.shutdown()
        }
    }

    @Test("leases are prolonged while a job runs, also when the pipeline was let go, and no longer")
    func heartbeat() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            var pipeline: JobPipeline? = try road.pipeline()
            let submission = try #require(try await pipeline?.submit(try road.file(Self.bytes)))
            let jobs = try #require(pipeline?.shop.jobs)
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            pipeline = nil
            for _ in 0..<10 {
                await road.clock.waitForWait { $0 == Workshop.heartbeatSeconds }
                road.clock.release()
                await Task.yield()
            }
            guard case .held = try await road.store.claim(submission.id, holder: "thief", leaseSeconds: 20) else {
                Issue.record("the lease ran out though its job runs")
                return
            }
            road.server.release()
            _ = try await submission.receipt()
            #expect(jobs.count == 0)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
        }
    }
}
