import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct SlotRoadTests {
    @Test("many files share the slots, and every one arrives", arguments: [1, 2, 3])
    func many(slots: Int) async throws {
        let plan = FaultPlan { $0.number % 7 == 0 ? .status(503) : $0.number % 11 == 0 ? .lostReply : nil }
        try await TestRoad.walk(plan) { road in
            let pipeline = try JobPipeline(try road.parts(slots: slots, retry: RetryPolicy(maxRetries: 20)))
            var files: [[UInt8]] = []
            var submissions: [Submission] = []
            for place in 0..<12 {
                files.append(content(3500 + place, seed: UInt64(100 + place)))
                submissions.append(try await pipeline.submit(try road.file(files[place], "\(place).webm")))
            }
            for submission in submissions { _ = try await submission.receipt() }
            // A creation whose reply was lost leaves an upload without its last byte, never a second object.
            #expect(Set(road.server.objects.map(\.bytes)) == Set(files))
            #expect(road.server.objects.count == files.count)
            road.expectGoodManners(slots: slots)
            #expect(pipeline.shop.jobs.count == 0)
            await pipeline.shutdown()
        }
    }

    @Test("a file that waits for its next attempt holds no slot: another is delivered meanwhile")
    func backOff() async throws {
        let clock = ManualClock.holdingHeartbeats { $0 > 60 }
        let plan = FaultPlan().adding(
            .init(method: "PATCH", occurrence: 1, fault: .status(429, headerFields: [.retryAfter: "90"])))
        try await TestRoad.walk(plan, clock: clock) { road in
            let pipeline = try JobPipeline(try road.parts(slots: 1))
            let slow = try await pipeline.submit(try road.file(content(3000, seed: 1), "slow.webm"))
            await clock.waitForWait { $0 > 60 }
            let quick = try await pipeline.submit(try road.file(content(3000, seed: 2), "quick.webm"))
            _ = try await quick.receipt()
            #expect(road.server.objects.map(\.bytes) == [content(3000, seed: 2)])
            let waiting = pipeline.shop.gate.busy
            #expect(waiting == 0)
            clock.release()
            _ = try await slow.receipt()
            #expect(road.server.objects.count == 2)
            #expect(road.server.mostConcurrentBodies == 1)
            await pipeline.shutdown()
        }
    }

    @Test("a long wait is in the record with the time of its end, and gone from it after")
    func nextAttempt() async throws {
        let clock = ManualClock.holdingHeartbeats { $0 > 60 }
        let plan = FaultPlan().on("PATCH", 1, .status(503, headerFields: [.retryAfter: "90"]))
        try await TestRoad.walk(plan, clock: clock) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(content(3000)))
            await clock.waitForWait { $0 > 60 }
            let job = try #require(try await road.store.job(submission.id))
            #expect(job.state == .retrying)
            #expect(job.nextAttemptAt == clock.now().advanced(bySeconds: 90.05))
            clock.release()
            _ = try await submission.receipt()
            #expect(try await road.store.job(submission.id)?.nextAttemptAt == nil)
            await pipeline.shutdown()
        }
    }

    @Test("with two files waiting neither gets a second turn while the other has none")
    func fair() async throws {
        try await TestRoad.walk(FaultPlan().on("POST", .stall(afterBodyBytes: 0))) { road in
            let pipeline = try JobPipeline(try road.parts(slots: 1))
            let first = try await pipeline.submit(try road.file(content(6000, seed: 1), "first.webm"))
            try await road.server.waitForRequest { $0.method == "POST" }
            let second = try await pipeline.submit(try road.file(content(6000, seed: 2), "second.webm"))
            await pipeline.shop.gate.waitForWaiting(1)
            road.server.setPlan(FaultPlan())
            road.server.release()
            _ = try await first.receipt()
            _ = try await second.receipt()
            let turns = road.log.all.compactMap { event -> JobID? in
                if case .chunkStarted = event.kind { event.jobId } else { nil }
            }
            #expect(turns[1] == second.id, "the second file waited when the first gave its slot back")
            let overtaken = zip(turns.prefix(10), turns.dropFirst()).count { $0 == $1 }
            #expect(overtaken <= 4)
            await pipeline.shutdown()
        }
    }

    @Test("one upload has one body in flight at most, whatever fails")
    func oneWriter() async throws {
        let plan = FaultPlan { request in
            request.method == "PATCH" && request.number % 3 == 0 ? .reset(afterBodyBytes: 400) : nil
        }
        try await TestRoad.walk(plan) { road in
            let pipeline = try JobPipeline(try road.parts(slots: 4))
            _ = try await pipeline.submit(try road.file(content(20_000))).receipt()
            #expect(road.server.mostConcurrentBodies == 1)
            #expect(road.server.violations.isEmpty)
            await pipeline.shutdown()
        }
    }
}
