import FerryCore
import Testing

@Suite struct MediaLimitsTests {
    @Test("limits grow with media seconds and pixels, and leave ten times what is usual")
    func encoding() throws {
        func limits(seconds: Double, width: Int, height: Int) throws -> MediaLimits {
            let probe = ProbeSamples.probe("webm", [ProbeSamples.video(seconds: seconds, width: width, height: height)])
            let task = try #require(try MediaPlanner.plan(probe: probe, preset: .interview).task)
            return .encoding(task, of: probe)
        }
        let minute = try limits(seconds: 60, width: 1280, height: 720)
        // x264 `medium` takes about 0.8 CPU seconds for a second of 720p.
        #expect(minute.maxCPUSeconds >= 10 * 48)
        #expect(try limits(seconds: 600, width: 1280, height: 720).maxCPUSeconds > 8 * minute.maxCPUSeconds)
        #expect(try limits(seconds: 60, width: 640, height: 360).maxCPUSeconds < minute.maxCPUSeconds)
        #expect(minute.maxOutputBytes > 2 * 60 * 1_264_000 / 8)
    }

    @Test("a remux may write twice its source, a probe and a check nothing")
    func output() throws {
        let probe = ProbeSamples.chromeWebM
        let task = try #require(try MediaPlanner.plan(probe: probe, preset: .copy).task)
        #expect(MediaLimits.encoding(task, of: probe).maxOutputBytes >= 2 * probe.bytes)
        #expect(MediaLimits.checking(task, of: probe, bytes: 5).maxOutputBytes == 0)
        #expect(MediaLimits.probing(bytes: 5).maxOutputBytes == 0)
    }

    @Test("large sources get time to be read, absurd ones no overflow")
    func large() {
        #expect(MediaLimits.probing(bytes: 1 << 34).maxCPUSeconds == 120 + 16 * 1024)
        #expect(MediaLimits.probing(bytes: .max).maxCPUSeconds == 100_000_000)
        #expect(MediaLimits.probing(bytes: -1).maxCPUSeconds == 120)
        let probe = ProbeSamples.probe("webm", [ProbeSamples.video(seconds: 1e12)], bytes: .max)
        let task = MediaEncodeTask(
            container: .mp4, video: .init(sourceIndex: 0, encoding: VideoSettings(width: 1280, height: 720)), audio: nil
        )
        #expect(MediaLimits.encoding(task, of: probe).maxCPUSeconds == 100_000_000)
    }

    @Test("no number that a worker may send makes a plan, a limit or a loss trap")
    func anyNumber() throws {
        let odd: [Double] = [0, -1, 1e-300, 1e300, -1e300, .infinity, .nan, 0.5]
        for seed in 0..<2000 {
            var random = FixedRandom(seed: UInt64(seed))
            func number() -> Double { odd.randomElement(using: &random) ?? 0 }
            func count() -> Int { [0, -5, 1, .max, .min, 300].randomElement(using: &random) ?? 0 }
            var video = ProbeSamples.video(first: number())
            video.lastSeconds = number()
            video.width = [1, 640, 99_999, .max].randomElement(using: &random)
            video.sampleAspect = number()
            video.maxKeyFrameGapSeconds = number()
            video.packets = max(1, count())
            video.keyFrames = count()
            video.payloadBytes = Int64(count())
            let probe = MediaProbe(
                container: "webm", durationSeconds: number(), tracks: [video], headerDurationSeconds: number(),
                bytes: Int64(count()), unreadBytes: Int64(count() / 2))
            for preset in [Preset.interview, .copy] {
                let (plan, task) = try MediaPlanner.plan(probe: probe, preset: preset)
                guard let task else { continue }
                #expect((plan.predictedBytes ?? 0) >= 0 || plan.predictedBytes == probe.bytes, "seed \(seed)")
                #expect(MediaLimits.encoding(task, of: probe).maxCPUSeconds >= 0, "seed \(seed)")
                _ = LossAssessment.assess(probe: probe, encodeResult: nil)
                _ = try FallbackPlanner.plan(after: .unsound("x"), of: plan, probe: probe)
            }
        }
    }
}
