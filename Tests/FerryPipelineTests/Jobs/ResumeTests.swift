import FerryCore
import FerryTesting
import Foundation
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct ResumeTests {
    private static let bytes = content(5000, seed: 3)

    /// Runs a source into an error that keeps its state, after two chunks.
    private func fail(_ road: TestRoad, _ source: FerrySource) async throws -> JobID {
        let pipeline = try road.pipeline()
        let submission = try await pipeline.submit(source)
        #expect(failure(await outcome(submission))?.code == .destinationServerError)
        await pipeline.shutdown()
        return submission.id
    }

    private static let failing = FaultPlan { request in
        request.method == "PATCH" && (request.uploadOffset ?? 0) >= 2000 ? .status(500) : nil
    }

    @Test("a failed job goes on where the server stands, and says its plan again")
    func failed() async throws {
        try await TestRoad.walk(Self.failing) { road in
            let source = try road.file(Self.bytes)
            let id = try await fail(road, source)
            road.server.setPlan(FaultPlan())
            let pipeline = try road.pipeline()
            let before = road.log.all.count
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.jobId == id)
            #expect(receipt.transfer.resumedFromBytes == 2000)
            #expect(receipt.transfer.retries == [.status5xx: 4])
            #expect(receipt.transfer.freshStarts == 0)
            #expect(receipt.transfer.bytesSent == 5000 + receipt.transfer.bytesResent)
            #expect(receipt.transfer.bytesResent == 5000, "five answers of 500 had read their chunk")
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            let names = road.log.names.dropFirst(before)
            #expect(names.prefix(3) == ["job.accepted", "job.state", "job.planned"])
            let milestones = road.log.kinds.compactMap { kind -> Int? in
                if case .milestone(let fields) = kind { fields.percent } else { nil }
            }
            #expect(milestones == milestones.sorted() && Set(milestones).count == milestones.count)
            await pipeline.shutdown()
        }
    }

    @Test("a server that kept more than was acknowledged is believed", arguments: [1, 500, 999])
    func more(extra: Int) async throws {
        let plan = FaultPlan().on("PATCH", 1, .reset(afterBodyBytes: Int64(extra))).on("HEAD", .status(500))
        try await TestRoad.walk(plan) { road in
            let source = try road.file(Self.bytes)
            _ = try await fail(road, source)
            road.server.setPlan(FaultPlan())
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.transfer.resumedFromBytes == Int64(1000 + extra))
            #expect(receipt.transfer.freshStarts == 0)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(road.server.violations.isEmpty)
            await pipeline.shutdown()
        }
    }

    @Test("a server that lost acknowledged bytes gets one new upload")
    func less() async throws {
        try await TestRoad.walk(Self.failing) { road in
            let source = try road.file(Self.bytes)
            _ = try await fail(road, source)
            road.server.setPlan(FaultPlan().on("HEAD", 1, .offsetOff(by: -1)))
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.transfer.freshStarts == 1)
            #expect(receipt.transfer.resumedFromBytes == nil)
            #expect(receipt.transfer.bytesResent >= 2000)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            #expect(road.server.unfinishedUploads == 0)
            await pipeline.shutdown()
        }
    }

    @Test("an upload that is gone on resume gets one new upload, counted as waste", arguments: [404, 410])
    func gone(status: Int) async throws {
        try await TestRoad.walk(Self.failing) { road in
            let source = try road.file(Self.bytes)
            _ = try await fail(road, source)
            road.server.setPlan(FaultPlan().on("HEAD", 1, .expired(status)))
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.transfer.freshStarts == 1)
            #expect(receipt.transfer.bytesSent == 5000 + receipt.transfer.bytesResent)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("an offset that cannot be true is not written down, so that no crash makes it true")
    func lie() async throws {
        let plan = FaultPlan().on("PATCH", 2, .status(500)).on("HEAD", .offsetOff(by: 2500))
        try await TestRoad.walk(plan) { road in
            let image = CrashImage { if case .uploadRewound = $0.kind { true } else { false } }
            try await image.run(try road.file(Self.bytes), on: road)
            let job = try #require(try await image.store?.jobs(in: Set(JobState.allCases), limit: 1).first)
            let state = try StateDirectory(path: road.scratch.path(CrashImage.folder))
            let tally = TransferTally(ChunkJournal.entries(of: job.id, in: state))
            #expect(tally.resumed == .init(acknowledged: 2000, highWater: 3000))
        }
    }

    @Test("a journal that was cut in its last line still tells where to go on", arguments: [1, 7, 20])
    func tornJournal(cut: Int) async throws {
        try await TestRoad.walk(Self.failing) { road in
            let source = try road.file(Self.bytes)
            let id = try await fail(road, source)
            let path = road.scratch.path("state/journal/\(id).ndjson")
            let whole = try Data(contentsOf: URL(filePath: path))
            try whole.dropLast(cut).write(to: URL(filePath: path))
            road.server.setPlan(FaultPlan())
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.transfer.resumedFromBytes == 2000)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("a job without its journal starts anew and stays whole")
    func noJournal() async throws {
        try await TestRoad.walk(Self.failing) { road in
            let source = try road.file(Self.bytes)
            let id = try await fail(road, source)
            try FileManager.default.removeItem(atPath: road.scratch.path("state/journal/\(id).ndjson"))
            road.server.setPlan(FaultPlan())
            let pipeline = try road.pipeline()
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.transfer.freshStarts == 1)
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await pipeline.shutdown()
        }
    }

    @Test("a file that changed between two runs is named, its old upload deleted, and sent anew")
    func changedBetween() async throws {
        // The end of the second process comes before the job fails, so that the job is unfinished.
        try await TestRoad.walk(FaultPlan().on("PATCH", 2, .stall(afterBodyBytes: 0))) { road in
            let source = try road.file(Self.bytes)
            let first = try road.pipeline()
            let old = try await first.submit(source)
            try await road.server.waitForRequest { $0.method == "PATCH" && $0.uploadOffset == 2000 }
            await first.shutdown()
            let changed = content(5000, seed: 4)
            let second = try road.pipeline()
            let receipt = try await second.submit(try road.file(changed)).receipt()
            #expect(receipt.jobId != old.id)
            let job = try #require(try await road.store.job(old.id))
            #expect(job.state == .failed && job.error?.code == .sourceChanged && job.upload == nil)
            #expect(road.server.objects.map(\.bytes) == [changed])
            #expect(road.server.unfinishedUploads == 0)
            await second.shutdown()
        }
    }

    @Test("stop keeps the job paused, and the same submission goes on")
    func stopped() async throws {
        try await TestRoad.walk(FaultPlan().on("PATCH", 3, .stall(afterBodyBytes: 100))) { road in
            let source = try road.file(Self.bytes)
            let first = try road.pipeline()
            let submission = try await first.submit(source)
            try await road.server.waitForRequest { $0.uploadOffset == 3000 && $0.bodyBytes == 100 }
            submission.stop()
            #expect(failure(await outcome(submission))?.code == .cancelled)
            #expect(try await road.store.job(submission.id)?.state == .paused)
            await first.shutdown()
            let second = try road.pipeline()
            let receipt = try await second.submit(source).receipt()
            #expect(receipt.jobId == submission.id)
            #expect((3000...3100).contains(receipt.transfer.resumedFromBytes ?? 0))
            #expect(road.server.objects.map(\.bytes) == [Self.bytes])
            await second.shutdown()
        }
    }
}
