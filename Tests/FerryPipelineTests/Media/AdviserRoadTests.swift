import FerryCore
import FerryTesting
import Testing

@testable import FerryPipeline

@Suite("The adviser on the road", .timeLimit(.minutes(2))) struct AdviserRoadTests {
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

    private func deliver(
        _ mode: AdviserSettings.Mode, _ planning: PlanSettings
    ) async throws -> (plan: MediaPlan, decisions: [FerryEvent.Decision]) {
        var found: (MediaPlan, [FerryEvent.Decision])?
        try await TestRoad.walk(clock: .holdingHeartbeats()) { road in
            var parts = try road.parts(chunkBytes: 10_000)
            let worker = ScriptedMediaWorker(probe: .success(Self.recording), [.makes(bytes: 40_000)])
            (parts.preset, parts.planning, parts.prober, parts.encoder) = (.interview, planning, worker, worker)
            parts.adviser = AdviserSettings(mode: mode)
            let pipeline = try JobPipeline(parts)
            let events = pipeline.hub.watch()
            let receipt = try await pipeline.submit(try road.file(content(50_000, seed: 3))).receipt()
            await pipeline.shutdown()
            var decisions: [FerryEvent.Decision] = []
            for await event in events { if case .decision(let decision) = event.kind { decisions.append(decision) } }
            found = (receipt.plan, decisions.filter { $0.what == "preset" })
        }
        return try #require(found)
    }

    @Test("on keeps packets over a fast uplink and encodes over a slow one, and says why")
    func on() async throws {
        let fast = try await deliver(.on, PlanSettings(goal: .time, uplink: .rate(500_000_000)))
        #expect(fast.plan.decision == .remux && fast.decisions.map(\.to) == ["copy"] && fast.decisions[0].applied)
        let slow = try await deliver(.on, PlanSettings(goal: .time, uplink: .rate(20_000)))
        #expect(slow.plan.decision == .encode && slow.decisions.isEmpty)
    }

    @Test("a suggestion changes nothing")
    func suggest() async throws {
        let made = try await deliver(.suggest, PlanSettings(uplink: .unknown))
        #expect(made.plan.decision == .encode && made.decisions.isEmpty)
    }

    @Test("with nothing known the recording goes ahead; the goal of size takes no advice")
    func unknown() async throws {
        let ahead = try await deliver(.on, PlanSettings())
        #expect(ahead.plan.decision == .remux && ahead.decisions.first?.to == "copy")
        let size = try await deliver(.on, PlanSettings(goal: .size))
        #expect(size.plan.decision == .encode && size.decisions.isEmpty)
    }

    @Test("advice that is taken belongs to a job's identity, a suggestion does not")
    func identity() async throws {
        try await TestRoad.walk { road in
            func key(_ settings: AdviserSettings, _ preset: Preset = .interview) throws -> String {
                var parts = try road.parts()
                parts.adviser = settings
                return JobKey(parts, sha256: "ab", preset: preset, repetition: 0).text
            }
            let usual = try key(AdviserSettings())
            #expect(try key(AdviserSettings(mode: .suggest)) == usual)
            #expect(try key(AdviserSettings(mode: .on)) != usual)
            #expect(try key(AdviserSettings(mode: .on), .copy) == key(AdviserSettings(), .copy))
        }
    }
}
