import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct HostOutageTests {
    private func pauses(_ road: TestRoad) -> [FerryEvent.Decision] {
        road.log.kinds.compactMap { kind in
            guard case .decision(let fields) = kind, fields.what == "retry", fields.to == "paused" else { return nil }
            return fields
        }
    }

    /// Several files on one road.
    private func submit(_ pipeline: JobPipeline, _ road: TestRoad, count: Int) async throws -> [Submission] {
        var submissions: [Submission] = []
        for place in 0..<count {
            let bytes = content(3000 + place, seed: UInt64(place + 1))
            submissions.append(try await pipeline.submit(try road.file(bytes, "\(place).webm")))
        }
        return submissions
    }

    static let outages: [(fault: Fault, files: Int)] = [
        Fault.status(503), .status(429), .close(afterBodyBytes: 0), .lostReply,
    ].flatMap { [($0, 1), ($0, 8)] }

    @Test(
        "an outage longer than every file's own retries costs no file: the jobs pause together and go on",
        arguments: outages)
    func outage(fault: Fault, files: Int) async throws {
        // One file has 10 retries of its own, and the outage has 19 failures.
        let outage = files == 1 ? 3..<22 : 20..<36
        try await TestRoad.walk(FaultPlan { outage.contains($0.number) ? fault : nil }) { road in
            let pipeline = try JobPipeline(try road.parts(retry: RetryPolicy(maxRetries: 10)))
            for submission in try await submit(pipeline, road, count: files) { _ = try await submission.receipt() }
            let sent = (0..<files).map { content(3000 + $0, seed: UInt64($0 + 1)) }
            #expect(Set(road.server.objects.map(\.bytes)) == Set(sent))
            road.expectGoodManners()
            #expect(!pauses(road).isEmpty)
            #expect(pauses(road).allSatisfy { $0.reason.contains("times in a row") })
            let isTold = road.log.kinds.contains { kind in
                if case .jobState(let fields) = kind { fields.to == .retrying } else { false }
            }
            #expect(isTold)
            await pipeline.shutdown()
        }
    }

    @Test("an outage without an end is given up with one clear error for each file, in a bounded number of requests")
    func endless() async throws {
        try await TestRoad.walk(FaultPlan { _ in .status(503) }) { road in
            let pipeline = try JobPipeline(try road.parts(retry: RetryPolicy(maxRetries: 4)))
            for submission in try await submit(pipeline, road, count: 8) {
                let error = try #require(failure(await outcome(submission)))
                #expect(error.code == .destinationServerError && error.disposition == .giveUp)
                #expect(error.status == 503 || error.message.contains("every request"))
            }
            #expect(road.server.requests.count < 8 * 5 + 16)
            #expect(road.server.objects.isEmpty)
            #expect(!pauses(road).isEmpty)
            #expect(road.log.names.filter { $0 == "job.failed" }.count == 8)
            await pipeline.shutdown()
        }
    }

    @Test("a single file at a dead host is judged by its own retries, as ever")
    func alone() async throws {
        try await TestRoad.walk(FaultPlan { _ in .close(afterBodyBytes: 0) }) { road in
            let pipeline = try JobPipeline(try road.parts(retry: RetryPolicy()))
            let error = try #require(failure(await outcome(try await pipeline.submit(try road.file(content(3000))))))
            #expect(error.code == .destinationUnreachable)
            #expect(error.message.contains("gave up after 6 retries in a row"))
            #expect(pauses(road).isEmpty)
            #expect(road.waits.reduce(0, +) == RetryPolicy().patience)
            await pipeline.shutdown()
        }
    }

    @Test("a job that waits for its host can be cancelled at once, and holds no slot")
    func cancelled() async throws {
        let clock = ManualClock.holdingHeartbeats { $0 >= 40 }
        let plan = FaultPlan { $0.number > 12 ? .status(503, headerFields: [.retryAfter: "60"]) : nil }
        try await TestRoad.walk(plan, clock: clock) { road in
            var parts = try road.parts(slots: 2, retry: RetryPolicy(maxRetries: 30, maxServerDelay: 300))
            parts.send.chunkBytes = 100
            let pipeline = try JobPipeline(parts)
            let submissions = try await submit(pipeline, road, count: 3)
            // Every file's own back-off passes only when it is released, until the host's pause takes its place.
            while pauses(road).count < 3 {
                clock.release()
                await Task.yield()
            }
            #expect(pipeline.shop.gate.busy == 0)
            await pipeline.shutdown()
            for submission in submissions { #expect(failure(await outcome(submission))?.code == .cancelled) }
        }
    }
}
