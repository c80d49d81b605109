import FerryCore
import FerryTesting
import Synchronization
import Testing

@testable import FerryPipeline

@Suite("Plans for time", .timeLimit(.minutes(2))) struct PlanForTimeTests {
    /// A browser's recording of a minute with 20 MB, as far as the probe says.
    private static let recording = MediaProbe(
        container: "webm", durationSeconds: 60,
        tracks: [
            MediaTrack(
                index: 0, kind: .video, codec: "vp8", packets: 1800, keyFrames: 20, firstSeconds: 0, lastSeconds: 60,
                width: 1280, height: 720, payloadBytes: 19_000_000, maxKeyFrameGapSeconds: 3, pixelFormat: "yuv420p"),
            MediaTrack(
                index: 1, kind: .audio, codec: "opus", packets: 3000, keyFrames: 3000, firstSeconds: 0,
                lastSeconds: 60, sampleRate: 48_000, channels: 1, payloadBytes: 1_000_000),
        ], bytes: 20_000_000)

    private func walk(
        _ planning: PlanSettings, _ media: any MediaProber & MediaEncoder, clock: ManualClock = .holdingHeartbeats(),
        _ body: (TestRoad, JobPipeline, FerrySource) async throws -> Void
    ) async throws {
        try await TestRoad.walk(clock: clock) { road in
            var parts = try road.parts(chunkBytes: 10_000)
            (parts.preset, parts.planning, parts.prober, parts.encoder) = (.interview, planning, media, media)
            let pipeline = try JobPipeline(parts)
            try await body(road, pipeline, try road.file(content(50_000, seed: 3)))
            await pipeline.shutdown()
        }
    }

    @Test(
        "the same recording is encoded for a slow uplink and sent as it is over a fast one",
        arguments: [(20_000, .encode), (500_000_000, .remux)] as [(Int64, MediaPlan.Decision)])
    func uplink(rate: Int64, decision: MediaPlan.Decision) async throws {
        let worker = ScriptedMediaWorker(probe: .success(Self.recording), [.makes(bytes: 40_000)])
        try await walk(PlanSettings(uplink: .rate(rate)), worker) { road, pipeline, source in
            let plan = try await pipeline.submit(source).receipt().plan
            #expect(plan.decision == decision && plan.refusedRendition == nil)
            let why = plan.reasons.first { $0.code == .uplink }
            #expect(why?.value == "\(rate)" && why?.verdict == (decision == .encode ? .convert : .keep))
            let seconds = try #require(plan.predictedSeconds)
            let send = Double(try #require(plan.predictedBytes)) / Double(rate)
            #expect(abs((seconds.send ?? 0) - send) < 0.01 && seconds.encode > 0 && seconds.check > 0)
            #expect(worker.tasks.map(\.isRemux) == [decision == .remux])
            #expect(road.scratch.names("state/control").contains("speeds.json"))
        }
    }

    @Test("for size the uplink decides nothing, and plain runs write nothing down")
    func size() async throws {
        for planning in [PlanSettings(goal: .size, uplink: .rate(500_000_000)), PlanSettings()] {
            let worker = ScriptedMediaWorker(probe: .success(Self.recording), [.makes(bytes: 40_000)])
            try await walk(planning, worker) { road, pipeline, source in
                let plan = try await pipeline.submit(source).receipt().plan
                #expect(plan.decision == .encode && !plan.reasons.contains { $0.code == .uplink })
                #expect((plan.predictedSeconds?.send == nil) == (planning.uplink == .unknown))
                #expect(!road.scratch.names("state/control").contains("speeds.json"))
            }
        }
    }

    @Test("an encoder that turns out to be too slow is given up, and the packets go out as they are")
    func givenUp() async throws {
        let clock = ManualClock.holdingHeartbeats()
        let worker = CrawlingEncoder(probe: Self.recording, clock: clock)
        try await walk(PlanSettings(uplink: .rate(500_000)), worker, clock: clock) { road, pipeline, source in
            let receipt = try await pipeline.submit(source).receipt()
            #expect(receipt.plan.decision == .remux && receipt.plan.refusedRendition?.code == "slower")
            #expect(worker.encodes == [false, true])
            #expect(road.server.objects.map(\.bytes) == [ScriptedMediaWorker.rendition(99_000)])
            #expect((receipt.stages.encode?.seconds ?? 0) >= 60)
            #expect(receipt.plan.predictedSeconds?.send != nil)
            // It has learned: the next recording is not even begun.
            let next = try await pipeline.submit(try road.file(content(40_000, seed: 4), "next.webm")).receipt()
            #expect(next.plan.decision == .remux && next.plan.refusedRendition == nil)
        }
    }

    @Test("a job that is stopped while its encode is on trial is paused, not sent as it is")
    func stopped() async throws {
        let worker = ScriptedMediaWorker(probe: .success(Self.recording), [.hangs])
        try await walk(PlanSettings(uplink: .rate(20_000)), worker) { road, pipeline, source in
            let submission = try await pipeline.submit(source)
            await worker.waitForEncode()
            submission.stop()
            #expect(failure(await outcome(submission))?.code == .cancelled)
            #expect(try await road.store.job(submission.id)?.state == .paused)
            #expect(worker.tasks.count == 1)
        }
    }

    @Test("the goal belongs to a job's identity, the uplink does not")
    func identity() async throws {
        try await TestRoad.walk { road in
            func key(_ planning: PlanSettings, _ preset: Preset = .interview) throws -> String {
                var parts = try road.parts()
                parts.planning = planning
                return JobKey(parts, sha256: "ab", preset: preset, repetition: 0).text
            }
            let usual = try key(PlanSettings())
            let timely = try key(PlanSettings(uplink: .rate(1)))
            #expect(try key(PlanSettings(goal: .size, uplink: .rate(1))) == usual && timely != usual)
            #expect(try key(PlanSettings(uplink: .measured)) == timely)
            #expect(try key(PlanSettings(uplink: .rate(1)), .copy) == key(PlanSettings(), .copy))
        }
    }
}

/// Encodes a tenth of the media in a minute and no more, until it is cancelled; remuxes at once.
private final class CrawlingEncoder: MediaProber, MediaEncoder {
    private let worker: ScriptedMediaWorker
    private let clock: ManualClock
    private let remuxes = Mutex<[Bool]>([])

    /// Whether each rendition that was asked for was a remux.
    var encodes: [Bool] { remuxes.withLock { $0 } }

    init(probe: MediaProbe, clock: ManualClock) {
        worker = ScriptedMediaWorker(probe: .success(probe), [.makes(bytes: 99_000), .makes(bytes: 98_000)])
        self.clock = clock
    }

    func probe(_ media: MediaFile, limits: MediaLimits) async throws(FerryError) -> MediaProbe {
        try await worker.probe(media, limits: limits)
    }

    func encode(
        _ media: MediaFile, into output: Int32, log: Int32, task: MediaEncodeTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaEncodeResult {
        remuxes.withLock { $0.append(task.isRemux) }
        guard !task.isRemux else {
            return try await worker.encode(
                media, into: output, log: log, task: task, limits: limits, progress: progress)
        }
        progress(MediaProgress(secondsDone: 2, bytesRead: 1))
        clock.advance(bySeconds: 60)
        progress(MediaProgress(secondsDone: 8, bytesRead: 2))
        while !Task.isCancelled { await Task.yield() }
        throw FerryError(.cancelled, "stopped by request")
    }

    func check(
        _ media: MediaFile, task: MediaCheckTask, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> MediaCheckResult {
        try await worker.check(media, task: task, limits: limits, progress: progress)
    }

    func search(
        _ media: MediaFile, task: MediaEncodeTask, target: Double, limits: MediaLimits,
        progress: @escaping @Sendable (MediaProgress) -> Void
    ) async throws(FerryError) -> QualityFinding {
        try await worker.search(media, task: task, target: target, limits: limits, progress: progress)
    }
}
