import Testing

@testable import FerryCore

@Suite struct DeliveryPlannerTests {
    /// A talking head of a minute, as browsers record it: 20 MB.
    static let minute = ProbeSamples.probe(
        "webm", [ProbeSamples.video(seconds: 60), ProbeSamples.audio(seconds: 60)], header: .none, index: false,
        front: false)

    private func plan(
        _ probe: MediaProbe = minute, _ preset: Preset = .interview, isForTime: Bool = true, megabits: Double?
    ) throws -> DeliveryPlan {
        try DeliveryPlanner.plan(
            probe: probe, preset: preset, isForTime: isForTime,
            forecast: DeliveryForecast(uplink: megabits.map { $0 * 125_000 }))
    }

    @Test("a slow uplink is worth an encode, a fast one is not", arguments: [Preset.interview, .small])
    func uplink(preset: Preset) throws {
        let slow = try plan(Self.minute, preset, megabits: 1)
        #expect(slow.plan.decision == .encode && slow.task?.isRemux == false && slow.trial != nil)
        let why = try #require(slow.plan.reasons.first { $0.code == .uplink })
        #expect(why.value == "125000" && why.verdict == .convert)
        let fast = try plan(Self.minute, preset, megabits: 100)
        #expect(fast.plan.decision == .remux && fast.task?.isRemux == true && fast.trial == nil)
        #expect(fast.task?.container == .webm)
        let whyNot = try #require(fast.plan.reasons.first { $0.code == .uplink })
        #expect(whyNot.value == "12500000" && whyNot.verdict == .keep && whyNot.limit == why.limit)
        // What the preset would have converted is still said, and so is what the container needs.
        #expect(fast.plan.reasons.contains { $0.code == .codec && $0.value == "vp8" && $0.verdict == .convert })
        #expect(fast.plan.reasons.contains { $0.code == .index && $0.verdict == .repair })
        let edge = try #require(Double(why.limit ?? "")) / 125_000
        #expect((2...40).contains(edge))
        let (below, above) = (
            try plan(Self.minute, preset, megabits: edge * 0.99), try plan(Self.minute, preset, megabits: edge * 3)
        )
        #expect(below.plan.decision == .encode && above.plan.decision == .remux)
    }

    @Test("without an uplink, and for size, plans are those of the preset")
    func size() throws {
        let asked = try MediaPlanner.plan(probe: Self.minute, preset: .interview)
        for (isForTime, megabits) in [(true, nil), (false, 100), (false, nil)] as [(Bool, Double?)] {
            let plan = try plan(isForTime: isForTime, megabits: megabits)
            #expect(plan.task == asked.task && plan.trial == nil)
            #expect(plan.plan.reasons == asked.plan.reasons && plan.plan.predictedBytes == asked.plan.predictedBytes)
            #expect((plan.plan.predictedSeconds?.send == nil) == (megabits == nil))
            #expect((plan.plan.predictedSeconds?.encode ?? 0) > 1)
        }
    }

    @Test("predicted seconds add up, and follow bytes and uplink")
    func seconds() throws {
        let plan = try plan(megabits: 100).plan
        let seconds = try #require(plan.predictedSeconds)
        let bytes = Double(try #require(plan.predictedBytes))
        #expect(abs((seconds.send ?? 0) - bytes / 12_500_000) < 0.001)
        #expect(seconds.total == seconds.encode + seconds.check + (seconds.send ?? 0))
        let sound = try DeliveryPlanner.plan(
            probe: ProbeSamples.soundMP4, preset: .interview, forecast: DeliveryForecast(uplink: 1_000_000))
        #expect(sound.plan.decision == .skip && sound.plan.predictedSeconds?.encode == 0)
        #expect(sound.plan.predictedSeconds?.check == 0)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var stays: Bool
        var change: @Sendable (inout MediaProbe) -> Void
        var testDescription: String { what }
    }

    private static func row(
        _ what: String, stays: Bool, _ change: @escaping @Sendable (inout MediaProbe) -> Void
    ) -> Row { Row(what: what, stays: stays, change: change) }

    static let playability: [Row] = [
        row("VP9", stays: true) { $0.tracks[0].codec = "vp9" }, row("AV1", stays: true) { $0.tracks[0].codec = "av1" },
        row("HEVC", stays: false) { $0.tracks[0].codec = "hevc" },
        row("MPEG-4", stays: false) { $0.tracks[0].codec = "mpeg4" },
        row("Vorbis", stays: true) { $0.tracks[1].codec = "vorbis" },
        row("VP8 and AAC, which no container of browsers holds", stays: false) { $0.tracks[1].codec = "aac" },
        row("FLAC", stays: false) { $0.tracks[1].codec = "flac" },
        row("1080p", stays: true) { ($0.tracks[0].width, $0.tracks[0].height) = (1920, 1080) },
        row("60 frames a second", stays: true) { $0.tracks[0].packets = 3600 },
        row("HDR", stays: false) { $0.tracks[0].colorTransfer = "smpte2084" },
        row("10 bits", stays: false) { $0.tracks[0].pixelFormat = "yuv420p10le" },
        row("fields", stays: false) { $0.tracks[0].fieldOrder = "tt" },
        row("wide pixels", stays: false) { $0.tracks[0].sampleAspect = 1.5 },
        row("a changing size", stays: false) { $0.tracks[0].changesSize = true },
        row("one key frame", stays: false) { $0.tracks[0].maxKeyFrameGapSeconds = 60 },
        row("surround sound", stays: false) { $0.tracks[1].channels = 6 },
        row("turned, in MP4", stays: true) { probe in
            probe.container = "mp4"
            (probe.tracks[0].codec, probe.tracks[1].codec, probe.tracks[0].rotation) = ("h264", "aac", 90)
        },
        row("turned, in Matroska", stays: false) { $0.tracks[0].rotation = 90 },
        row("AVI", stays: false) { ($0.container, $0.tracks[0].codec, $0.tracks[1].codec) = ("avi", "h263", "mp2") },
    ]

    @Test("over any uplink, what players do not show follows the preset", arguments: playability)
    func playable(row: Row) throws {
        var probe = Self.minute
        row.change(&probe)
        let plan = try plan(probe, megabits: 100_000)
        #expect((plan.plan.decision == .encode) != row.stays)
        #expect(plan.trial == nil)
    }

    @Test("voice leaves the picture out whatever the uplink, and keeps sound that plays")
    func voice() throws {
        let fast = try plan(Self.minute, .voice, megabits: 1000)
        #expect(fast.plan.decision == .remux && fast.task?.video == nil && fast.task?.audio?.encoding == nil)
        let slow = try plan(Self.minute, .voice, megabits: 0.3)
        #expect(slow.plan.decision == .encode && slow.task?.audio?.encoding?.codec == .opus)
    }

    @Test("what meets its preset is not encoded for time, however slow the uplink", arguments: [0.01, 1, 1000])
    func fits(megabits: Double) throws {
        let plan = try plan(ProbeSamples.soundMP4, megabits: megabits)
        #expect(plan.plan.decision == .skip && !plan.plan.reasons.contains { $0.code == .uplink })
    }

    @Test("an encode that cannot be 5 % smaller is not made, whatever the goal", arguments: [true, false])
    func hopeless(isForTime: Bool) throws {
        // Opus of 24 kbit/s: AAC has twice that.
        let lean = ProbeSamples.probe("webm", [ProbeSamples.audio(seconds: 60, rate: 24_000)], bytes: 182_000)
        let plan = try plan(lean, isForTime: isForTime, megabits: 0.1)
        #expect(plan.plan.decision == .skip && plan.task == nil)
        let why = try #require(plan.plan.reasons.last)
        #expect(why.code == .bitrate && why.verdict == .keep)
        #expect(why.value == "at least 216000 bytes after an encode" && why.limit == "172900 bytes")
        // With 32 kbit/s it may be: a speaker who pauses much leaves little to encode.
        let fuller = ProbeSamples.probe("webm", [ProbeSamples.audio(seconds: 60, rate: 32_000)], bytes: 242_000)
        #expect(try self.plan(fuller, isForTime: false, megabits: 0.1).plan.decision == .encode)
        // A still picture may be next to nothing, so a lean one is tried.
        let still = ProbeSamples.probe("webm", [ProbeSamples.video(seconds: 60, rate: 100_000)])
        #expect(try self.plan(still, isForTime: false, megabits: 0.1).plan.decision == .encode)
    }

    @Test("an encode that was given up becomes a remux, with seconds of its own")
    func slower() throws {
        let first = try plan(megabits: 1)
        let next = try DeliveryPlanner.plan(
            after: .slower, of: first.plan, probe: Self.minute, forecast: DeliveryForecast(uplink: 125_000))
        #expect(next.plan.decision == .remux && next.plan.refusedRendition?.code == "slower" && next.trial == nil)
        #expect((next.plan.predictedSeconds?.send ?? 0) > 100)
    }
}
