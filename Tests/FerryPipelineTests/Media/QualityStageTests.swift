import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct QualityStageTests {
    private static let source = content(100_000, seed: 22)
    private static let recording = MediaProbe(
        container: "webm", durationSeconds: 10,
        tracks: [
            MediaTrack(
                index: 0, kind: .video, codec: "vp8", packets: 300, keyFrames: 4, firstSeconds: 0, lastSeconds: 10,
                width: 640, height: 480, payloadBytes: 90_000, maxKeyFrameGapSeconds: 3, pixelFormat: "yuv420p")
        ], bytes: 100_000)

    private static func finding(isReached: Bool = true, bitRate: Double = 30_000) -> QualityFinding {
        QualityFinding(
            target: 36, crf: 31, found: 36.2, isReached: isReached, windows: 3, trials: 4, bitRate: bitRate)
    }

    private func walk(
        _ steps: [ScriptedMediaWorker.Step], quality: Double? = 36, finding: QualityFinding? = finding(),
        _ body: (TestRoad, JobPipeline, ScriptedMediaWorker, FerrySource) async throws -> Void
    ) async throws {
        try await TestRoad.walk(FaultPlan()) { road in
            let worker = ScriptedMediaWorker(probe: .success(Self.recording), steps)
            worker.willFind(finding)
            var parts = try road.parts(chunkBytes: 10_000)
            (parts.preset, parts.prober, parts.encoder, parts.quality) = (.interview, worker, worker, quality)
            let pipeline = try JobPipeline(parts)
            try await body(road, pipeline, worker, try road.file(Self.source))
            await pipeline.shutdown()
        }
    }

    @Test("with a target the setting that was found is encoded, and the receipt tells both")
    func encodes() async throws {
        try await walk([.makes(bytes: 40_000)]) { road, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(worker.searches == [36] && worker.tasks.map { $0.video?.encoding?.crf } == [31])
            #expect(receipt.plan.decision == .encode && receipt.plan.quality == Self.finding())
            #expect(road.log.names.count { $0 == "job.planned" } == 2)
        }
    }

    @Test("without a target nothing is searched")
    func isOptional() async throws {
        try await walk([.makes(bytes: 40_000)], quality: nil) { _, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(worker.searches == [] && worker.tasks.map { $0.video?.encoding?.crf } == [26])
            #expect(receipt.plan.quality == nil)
        }
    }

    @Test("a target that is out of reach or too dear falls back, and says why", arguments: [true, false])
    func fallsBack(_ isReached: Bool) async throws {
        let finding = Self.finding(isReached: isReached, bitRate: 500_000)
        try await walk([.makes(bytes: 99_000)], finding: finding) { _, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .remux && worker.tasks.map(\.isRemux) == [true])
            #expect(receipt.plan.refusedRendition?.code == (isReached ? "larger" : "quality"))
            #expect(receipt.plan.quality == finding)
        }
    }

    @Test("a search that fails falls back as an encode that fails does")
    func searchFails() async throws {
        try await walk([.makes(bytes: 99_000)], finding: nil) { _, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .remux && receipt.plan.refusedRendition?.code == "media.emptyRecording")
        }
    }

    @Test("a target makes another job of the same source, a restart of the same one searches no second time")
    func isPartOfTheKey() async throws {
        try await walk([.hangs, .makes(bytes: 40_000)]) { road, pipeline, worker, source in
            let submission = try await pipeline.submit(source)
            await worker.waitForEncode()
            submission.stop()
            _ = await outcome(submission)
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.jobId == submission.id && receipt.plan.quality == Self.finding())
            #expect(worker.searches == [36] && worker.tasks.map { $0.video?.encoding?.crf } == [31, 31])
            var parts = try road.parts(chunkBytes: 10_000)
            let keys = [nil, 36, 37].map { quality in
                parts.quality = quality
                return JobKey(parts, sha256: "ab", preset: .interview, repetition: 0).text
            }
            #expect(Set(keys).count == 3)
        }
    }
}
