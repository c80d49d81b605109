import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite(.timeLimit(.minutes(2))) struct MediaStageTests {
    private static let source = content(100_000, seed: 21)
    /// What a browser records: WebM without an index and without a duration.
    static let recording = MediaProbe(
        container: "webm", durationSeconds: 10,
        tracks: [
            MediaTrack(
                index: 0, kind: .video, codec: "vp8", packets: 300, keyFrames: 4, firstSeconds: 0, lastSeconds: 10,
                width: 640, height: 480, payloadBytes: 90_000, maxKeyFrameGapSeconds: 3, pixelFormat: "yuv420p"),
            MediaTrack(
                index: 1, kind: .audio, codec: "opus", packets: 500, keyFrames: 500, firstSeconds: 0, lastSeconds: 10,
                sampleRate: 48_000, channels: 1, payloadBytes: 9000),
        ], bytes: 100_000)

    func walk(
        _ steps: [ScriptedMediaWorker.Step], probe: Result<MediaProbe, FerryError> = .success(recording),
        plan: FaultPlan = FaultPlan(), options: MediaOptions = MediaOptions(),
        _ body: (TestRoad, JobPipeline, ScriptedMediaWorker, FerrySource) async throws -> Void
    ) async throws {
        try await TestRoad.walk(plan) { road in
            let worker = ScriptedMediaWorker(probe: probe, steps)
            var parts = try mediaParts(road, worker)
            parts.media = options
            parts.extrasDirectory = road.scratch.path("extras")
            let pipeline = try JobPipeline(parts)
            try await body(road, pipeline, worker, try road.file(Self.source))
            await pipeline.shutdown()
        }
    }

    private func mediaParts(_ road: TestRoad, _ worker: ScriptedMediaWorker) throws -> PipelineParts {
        var parts = try road.parts(chunkBytes: 10_000)
        parts.preset = .interview
        parts.prober = worker
        parts.encoder = worker
        return parts
    }

    @Test("an encode that is smaller and sound is what goes out")
    func encode() async throws {
        try await walk([.makes(bytes: 40_000)]) { road, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(40_000)])
            #expect(receipt.outcome == .delivered && receipt.plan.decision == .encode)
            #expect(receipt.rendition.sha256 == sha256(ScriptedMediaWorker.rendition(40_000)))
            #expect(receipt.rendition.mediaType == "video/mp4" && !receipt.rendition.isOriginal)
            #expect(receipt.destination.objectName == "answer.mp4")
            #expect(receipt.compressionRatio == 0.4)
            #expect(receipt.tracks.map(\.codecOut) == ["h264", "aac"])
            #expect(receipt.versions.libavformat == "1.2.3")
            #expect(receipt.stages.inspect != nil && receipt.stages.encode != nil && receipt.stages.check != nil)
            #expect(worker.tasks.count == 1)
            let percents = road.log.kinds.compactMap { kind -> Double? in
                if case .encodeProgress(let fields) = kind { fields.percent } else { nil }
            }
            #expect(percents.count == 2 && percents.last == 100 && percents == percents.sorted())
            #expect(road.scratch.names("state/spool") == [])
        }
    }

    @Test("an encode that is refused falls back to a remux", arguments: ["larger", "unsound", "media.notMedia"])
    func remux(code: String) async throws {
        let first: [String: ScriptedMediaWorker.Step] = [
            "larger": .makes(bytes: 96_000), "unsound": .makesUnsound(bytes: 40_000),
            "media.notMedia": .fails(FerryError(.mediaNotMedia, "the encoder gave up")),
        ]
        try await walk([try #require(first[code]), .makes(bytes: 99_000)]) { road, pipeline, worker, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .remux)
            #expect(receipt.plan.refusedRendition?.code == code)
            #expect(receipt.plan.refusedRendition?.message.isEmpty == false)
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(99_000)])
            #expect(worker.tasks.map(\.isRemux) == [false, true])
            #expect(road.log.names.count { $0 == "job.planned" } == 2)
        }
    }

    @Test("after a refused remux the original goes out, untouched")
    func original() async throws {
        let refused = FerryError(.mediaNotMedia, "no")
        try await walk([.makes(bytes: 100_000), .checkFails(bytes: 99_000, refused)]) { road, pipeline, _, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .skip && receipt.rendition.isOriginal)
            #expect(receipt.plan.refusedRendition?.code == "media.notMedia")
            #expect(receipt.rendition.mediaType == "video/webm")
            #expect(road.server.objects.map(\.bytes) == [Self.source])
            #expect(road.scratch.names("state/spool") == [])
        }
    }

    @Test("lost media is stated in the receipt, not hidden")
    func loss() async throws {
        try await walk([.makesPart(bytes: 40_000, unreadBytes: 20_000)]) { _, pipeline, _, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.outcome == .deliveredWithLoss)
            #expect(receipt.loss?.unreadBytes == 20_000)
            #expect(receipt.loss?.reasons == ["truncated"])
        }
    }

    @Test(
        "a worker that dies fails the job at once, and is not tried again by itself",
        arguments: [FerryError.Code.mediaWorkerCrashed, .mediaWorkerStopped])
    func died(code: FerryError.Code) async throws {
        try await walk([.fails(FerryError(code, "killed by signal 9"))]) { road, pipeline, worker, source in
            let submission = try await pipeline.submit(source)
            let error = failure(await outcome(submission))
            #expect(error?.code == code && error?.message == "killed by signal 9")
            #expect(try await road.store.job(submission.id)?.state == .failed)
            #expect(worker.tasks.count == 1)
            #expect(road.server.objects.isEmpty)
            #expect(road.server.requests.isEmpty)
        }
    }

    @Test("what is no media is refused: nothing is sent, and the input stays")
    func refused() async throws {
        let error = FerryError(.mediaNotMedia, "it is HTML")
        try await walk([], probe: .failure(error)) { road, pipeline, _, source in
            let submission = try await pipeline.submit(source)
            #expect(failure(await outcome(submission))?.code == .mediaNotMedia)
            #expect(try await road.store.job(submission.id)?.state == .refused)
            #expect(road.log.names.last == "job.refused")
            #expect(road.server.requests.isEmpty)
            #expect(road.scratch.names("state/spool") == [])
            #expect(FileStatus.of(path: road.scratch.path("answer.webm"))?.identity.size == 100_000)
        }
    }

    @Test("a job that is stopped while it encodes is paused, and goes on with the next command")
    func stopped() async throws {
        try await walk([.hangs, .makes(bytes: 40_000)]) { road, pipeline, worker, source in
            let submission = try await pipeline.submit(source)
            await worker.waitForEncode()
            submission.stop()
            #expect(failure(await outcome(submission))?.code == .cancelled)
            #expect(try await road.store.job(submission.id)?.state == .paused)
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.jobId == submission.id)
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(40_000)])
        }
    }

    @Test("a finished rendition is sent on after a restart without a second encode")
    func resumed() async throws {
        let plan = FaultPlan().on("PATCH", .status(500))
        try await walk([.makes(bytes: 40_000)], plan: plan) { road, pipeline, worker, source in
            #expect(failure(await outcome(try await pipeline.submit(source)))?.code == .destinationServerError)
            await pipeline.shutdown()
            road.server.setPlan(FaultPlan())
            let next = try JobPipeline(try mediaParts(road, worker))
            let receipt = try await next.submit(source).receipt()
            #expect(worker.tasks.count == 1 && worker.probes == 1)
            #expect(receipt.plan.decision == .encode && receipt.transfer.resumedFromBytes == 10_000)
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(40_000)])
            await next.shutdown()
        }
    }

    @Test("a rendition that was damaged in the spool is made anew, and its upload given up and counted as waste")
    func damaged() async throws {
        let plan = FaultPlan().on("PATCH", .status(500))
        let steps: [ScriptedMediaWorker.Step] = [.makes(bytes: 40_000), .makes(bytes: 39_000)]
        try await walk(steps, plan: plan) { road, pipeline, worker, source in
            let submission = try await pipeline.submit(source)
            #expect(failure(await outcome(submission)) != nil)
            await pipeline.shutdown()
            road.server.setPlan(FaultPlan())
            var bytes = ScriptedMediaWorker.rendition(40_000)
            bytes[20_000] ^= 1
            _ = try road.scratch.file("state/spool/\(submission.id).rendition", bytes)
            let next = try JobPipeline(try mediaParts(road, worker))
            let receipt = try await next.submit(source).receipt()
            #expect(worker.tasks.count == 2)
            #expect(receipt.transfer.freshStarts == 1 && receipt.transfer.resumedFromBytes == nil)
            #expect(receipt.transfer.bytesResent >= 10_000)
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(39_000)])
            #expect(road.server.unfinishedUploads == 0)
            await next.shutdown()
        }
    }

    @Test("without a media worker a preset says so clearly")
    func noWorker() async throws {
        try await TestRoad.walk { road in
            let pipeline = try road.pipeline { $0.preset = .interview }
            let error = failure(await outcome(try await pipeline.submit(try road.file(Self.source))))
            #expect(error?.code == .mediaWorkerCrashed)
            #expect(error?.next.contains("mediaferry-media-worker") == true)
            await pipeline.shutdown()
        }
    }
}
