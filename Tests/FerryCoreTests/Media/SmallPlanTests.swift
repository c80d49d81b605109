import FerryCore
import Testing

@Suite struct SmallPlanTests {
    @Test("small encodes AV1 and Opus into MP4")
    func encodes() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .small)
        #expect(plan.decision == .encode && plan.preset == .small)
        #expect(task?.container == .mp4)
        #expect(
            task?.video?.encoding
                == VideoSettings(
                    codec: .av1, speed: "10", crf: 40, maxRate: 0, bufferSize: 0, width: 1280, height: 720,
                    keyFrameInterval: 300, threads: 4))
        #expect(task?.audio?.encoding == AudioSettings(codec: .opus, bitRate: 24_000))
        #expect(plan.reasons.contains(.init(.codec, value: "vp8", limit: "av1", verdict: .convert)))
    }

    @Test("small promises fewer bytes than interview")
    func predictsLess() throws {
        let small = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .small).plan.predictedBytes
        let interview = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .interview).plan.predictedBytes
        #expect(try #require(small) < #require(interview))
    }

    @Test(
        "AV1 keeps its packets up to a rate at which little can be saved",
        arguments: [(500_000.0, MediaPlan.Decision.skip), (719_000, .skip), (721_000, .encode)])
    func keepsLean(_ rate: Double, _ decision: MediaPlan.Decision) throws {
        let probe = ProbeSamples.probe(
            "mp4", [ProbeSamples.video("av1", rate: rate), ProbeSamples.audio(rate: 24_000)])
        #expect(try MediaPlanner.plan(probe: probe, preset: .small).plan.decision == decision)
    }

    @Test(
        "a picture that SVT-AV1 cannot take gets H.264, and the plan's limit says so",
        arguments: [(62, 480), (640, 48), (63, 64)])
    func fallsBack(_ width: Int, _ height: Int) throws {
        let probe = ProbeSamples.probe("webm", [ProbeSamples.video(width: width, height: height)])
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .small)
        #expect(task?.video?.encoding?.codec == .h264)
        #expect(plan.reasons.contains(.init(.codec, value: "vp8", limit: "h264", verdict: .convert)))
    }

    @Test("sound alone becomes Opus in MP4")
    func soundAlone() throws {
        let probe = ProbeSamples.probe("wav", [ProbeSamples.audio("pcm_s16le", index: 0, rate: 768_000)])
        let task = try MediaPlanner.plan(probe: probe, preset: .small).task
        #expect(task?.container == .mp4 && task?.video == nil)
        #expect(task?.audio?.encoding == AudioSettings(codec: .opus, bitRate: 24_000))
    }
}
