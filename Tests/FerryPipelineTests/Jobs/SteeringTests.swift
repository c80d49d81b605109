import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite("Steering jobs that run", .timeLimit(.minutes(2))) struct SteeringTests {
    private static let bytes = content(5000, seed: 5)
    private static let stalled = FaultPlan().on("PATCH", 2, .stall(afterBodyBytes: 0))

    @Test("a paused job gives its slot and its place back, keeps everything, and goes on from the server's offset")
    func pause() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let pipeline = try JobPipeline(try road.parts(slots: 1))
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            #expect(try await road.ask(.pause, of: submission.id) == .obeyed)
            #expect(pipeline.shop.gate.busy == 0)
            let paused = try #require(try await road.store.standing(submission.id))
            #expect(paused.job.state == .paused && paused.job.error == nil && paused.job.upload != nil)
            #expect(paused.lease != nil && paused.request == nil)
            // Five more than there are places for at once.
            for number in 0..<6 {
                let other = try await pipeline.submit(try road.file(content(700, seed: UInt64(number)), "\(number)"))
                _ = try await other.receipt()
            }
            #expect(try await road.ask(.pause, of: submission.id) == .obeyed)
            #expect(try await road.ask(.resume, of: submission.id) == .obeyed)
            let receipt = try await submission.receipt()
            #expect(road.server.objects.contains { $0.bytes == Self.bytes })
            #expect(road.server.objects.count == 7)
            #expect(receipt.transfer.resumedFromBytes == 2000)
            #expect(road.steps(of: submission.id).contains(.paused))
            road.expectGoodManners(slots: 1)
            await pipeline.shutdown()
        }
    }

    @Test("a cancelled job ends so, its upload is given up and its files are forgotten", arguments: [false, true])
    func cancel(_ isPausedFirst: Bool) async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(
                .dataURI("data:video/webm,\(String(repeating: "x", count: 5000))"))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            if isPausedFirst { #expect(try await road.ask(.pause, of: submission.id) == .obeyed) }
            #expect(try await road.ask(.cancel, of: submission.id) == .obeyed)
            let error = failure(await outcome(submission))
            #expect(error?.code == .cancelled)
            let job = try #require(try await road.store.job(submission.id))
            #expect(job.state == .cancelled && job.upload == nil && job.error == error)
            #expect(road.server.unfinishedUploads == 0 && road.server.objects.isEmpty)
            #expect(road.scratch.names("state/spool") == [] && road.scratch.names("state/journal") == [])
            #expect(road.log.all.last { $0.jobId == submission.id }?.kind.name == "job.cancelled")
            #expect(pipeline.shop.gate.busy == 0)
            let again = try await road.ask(.cancel, of: submission.id)
            #expect(again == .alreadySo)
            await pipeline.shutdown()
        }
    }

    @Test("a retry ends a back-off at once")
    func retry() async throws {
        let clock = ManualClock.holdingHeartbeats { $0 > 60 }
        let plan = FaultPlan().on("PATCH", 2, .status(503, headerFields: [.retryAfter: "90"]))
        try await TestRoad.walk(plan, clock: clock) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            await clock.waitForWait { $0 > 60 }
            let before = clock.now()
            #expect(try await road.ask(.retry, of: submission.id) == .obeyed)
            _ = try await submission.receipt()
            #expect(clock.now().seconds(since: before) < 60)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(try await road.store.job(submission.id)?.nextAttemptAt == nil)
            road.expectGoodManners()
            await pipeline.shutdown()
        }
    }

    @Test("requests that fit nothing do nothing")
    func idle() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            #expect(try await road.ask(.resume, of: submission.id) == .obeyed)
            #expect(try await road.ask(.retry, of: submission.id) == .obeyed)
            road.server.release()
            _ = try await submission.receipt()
            #expect(road.server.requests.count { $0.method == "HEAD" } == 1, "only the confirming one")
            let error = await #expect(throws: FerryError.self) { try await road.ask(.pause, of: submission.id) }
            #expect(error?.code == .destinationConflict && error?.input == submission.id.rawValue)
            await pipeline.shutdown()
        }
    }

    @Test("a run that stops leaves a paused job paused, and sending it again goes on")
    func stopped() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let first = try road.pipeline()
            let source = try road.file(Self.bytes)
            let submission = try await first.submit(source)
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            #expect(try await road.ask(.pause, of: submission.id) == .obeyed)
            await first.shutdown()
            #expect(failure(await outcome(submission))?.code == .cancelled)
            let standing = try #require(try await road.store.standing(submission.id))
            #expect(standing.job.state == .paused && standing.lease == nil)
            let second = try road.pipeline { $0.recorders = [] }
            let again = try await second.submit(source)
            #expect(again.id == submission.id)
            #expect(try await again.receipt().transfer.resumedFromBytes == 2000)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await second.shutdown()
        }
    }

    @Test("of two processes only the one that runs the job obeys")
    func sharing() async throws {
        try await TestRoad.walk(Self.stalled) { road in
            let first = try road.pipeline()
            let submission = try await first.submit(try road.file(Self.bytes))
            try await road.server.waitForRequest { $0.uploadOffset == 2000 }
            let log = EventLog()
            let second = try road.pipeline { $0.recorders = [log] }
            let other = try await second.submit(try road.file(content(3000, seed: 9), "other.webm"))
            _ = try await other.receipt()
            #expect(try await road.ask(.pause, of: submission.id) == .obeyed)
            #expect(!log.all.contains { $0.jobId == submission.id })
            #expect(try await road.ask(.resume, of: submission.id) == .obeyed)
            _ = try await submission.receipt()
            #expect(Set(road.server.objects.map(\.bytes)) == [Self.bytes, content(3000, seed: 9)])
            await first.shutdown()
            await second.shutdown()
        }
    }

    @Test("any order of requests ends in one whole object or in none", arguments: 1...12 as ClosedRange<UInt64>)
    func anyOrder(_ seed: UInt64) async throws {
        let plan = FaultPlan { $0.method == "PATCH" && $0.number % 3 == 0 ? .stall(afterBodyBytes: 200) : nil }
        try await TestRoad.walk(plan) { road in
            var random = SeededRandom(seed: seed)
            let pipeline = try road.pipeline()
            let submission = try await pipeline.submit(try road.file(Self.bytes))
            var isCancelled = false
            for _ in 0..<5 where !isCancelled {
                try await road.server.waitForRequest { $0.method == "PATCH" }
                let move = [JobMove.pause, .resume, .retry, .pause, .cancel].randomElement(using: &random) ?? .pause
                isCancelled = (try? await road.ask(move, of: submission.id)) == .obeyed && move == .cancel
            }
            if !isCancelled { _ = try? await road.ask(.resume, of: submission.id) }
            road.server.setPlan(FaultPlan())
            road.server.release()
            let result = await outcome(submission)
            #expect((failure(result)?.code == .cancelled) == isCancelled, "seed \(seed)")
            #expect(road.server.objects.map(\.bytes) == (isCancelled ? [] : [Self.bytes]), "seed \(seed)")
            #expect(road.server.unfinishedUploads == 0 && pipeline.shop.gate.busy == 0, "seed \(seed)")
            #expect(road.server.violations.isEmpty && road.server.mostConcurrentBodies == 1, "seed \(seed)")
            await pipeline.shutdown()
        }
    }
}
