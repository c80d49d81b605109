import FerryCore
import Testing

@Suite struct MediaPlannerTests {
    @Test("a browser's WebM becomes H.264 and AAC in MP4, with the reasons for it")
    func browserRecording() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .interview)
        #expect(plan.decision == .encode)
        #expect(task?.container == .mp4)
        #expect(
            task?.video?.encoding
                == VideoSettings(crf: 26, maxRate: 1_200_000, bufferSize: 2_400_000, width: 1280, height: 720))
        #expect(task?.audio?.encoding == AudioSettings(codec: .aac, bitRate: 64_000))
        #expect(task?.expectedSeconds == 10)
        #expect(plan.reasons.contains(.init(.codec, value: "vp8", limit: "h264", verdict: .convert)))
        #expect(plan.reasons.contains(.init(.bitrate, value: "2500000", limit: "1200000", verdict: .convert)))
        #expect(plan.reasons.contains(.init(.index, value: "none", limit: "in front", verdict: .repair)))
        #expect(
            plan.reasons.contains(
                .init(.duration, value: "none in the header", limit: "10 s of packets", verdict: .repair)))
    }

    @Test("a source that meets the preset goes out as it is, with every reason saying keep")
    func skip() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.soundMP4, preset: .interview)
        #expect(plan.decision == .skip)
        #expect(task == nil)
        #expect(plan.reasons.count > 12)
        #expect(plan.reasons.allSatisfy { $0.verdict == .keep })
        #expect(plan.predictedBytes == ProbeSamples.soundMP4.bytes)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var change: @Sendable (inout MediaProbe) -> Void
        var decision: MediaPlan.Decision
        var code: MediaPlan.Code?
        var testDescription: String { what }
    }

    @Test("a recording that names a place or a device is written anew without", arguments: [Preset.interview, .copy])
    func leavesPlacesOut(_ preset: Preset) throws {
        var probe = ProbeSamples.soundMP4
        probe.identifyingTags = ["location", "make"]
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: preset)
        let reason = plan.reasons.first { $0.code == .container }
        #expect(plan.decision == .remux && task?.isRemux == true)
        #expect(reason?.value == "mp4 with location, make" && reason?.verdict == .repair)
        #expect(try MediaPlanner.plan(probe: probe, preset: .none).plan.decision == .none)
    }

    static let soundMP4Rows: [Row] = [
        Row(what: "index at the end", change: { $0.isIndexInFront = false }, decision: .remux, code: .index),
        Row(
            what: "header duration 30 times too short", change: { $0.headerDurationSeconds = 0.33 }, decision: .remux,
            code: .duration),
        Row(what: "QuickTime brand", change: { $0.container = "mov" }, decision: .remux, code: .container),
        Row(what: "Matroska", change: { $0.container = "matroska" }, decision: .remux, code: .container),
        Row(
            what: "cut short", change: { $0.defects = [.init(code: "truncated", detail: "cut")] }, decision: .remux,
            code: .truncated),
        Row(
            what: "times go back", change: { $0.defects = [.init(code: "timestamps", detail: "back")] },
            decision: .remux, code: .timestamps),
        Row(what: "turned", change: { $0.tracks[0].rotation = 90 }, decision: .encode, code: .rotation),
        Row(what: "wide pixels", change: { $0.tracks[0].sampleAspect = 4.0 / 3 }, decision: .encode, code: .aspect),
        Row(what: "odd width", change: { $0.tracks[0].width = 853 }, decision: .encode, code: .dimensions),
        Row(
            what: "1080p",
            change: {
                $0.tracks[0].width = 1920
                $0.tracks[0].height = 1080
            }, decision: .encode, code: .dimensions),
        Row(what: "60 frames a second", change: { $0.tracks[0].packets = 600 }, decision: .encode, code: .frameRate),
        Row(what: "30.3 frames a second", change: { $0.tracks[0].packets = 303 }, decision: .skip, code: nil),
        Row(
            what: "10 bits", change: { $0.tracks[0].pixelFormat = "yuv420p10le" }, decision: .encode, code: .pixelFormat
        ),
        Row(what: "PQ", change: { $0.tracks[0].colorTransfer = "smpte2084" }, decision: .encode, code: .hdr),
        Row(what: "HLG", change: { $0.tracks[0].colorTransfer = "arib-std-b67" }, decision: .encode, code: .hdr),
        Row(what: "changing size", change: { $0.tracks[0].changesSize = true }, decision: .encode, code: .sizeChange),
        Row(
            what: "one key frame a minute", change: { $0.tracks[0].maxKeyFrameGapSeconds = 60 }, decision: .encode,
            code: .keyFrames),
        Row(
            what: "above the rate", change: { $0.tracks[0].payloadBytes = 2_000_000 }, decision: .encode, code: .bitrate
        ),
        Row(what: "HEVC", change: { $0.tracks[0].codec = "hevc" }, decision: .encode, code: .codec),
        Row(what: "Opus", change: { $0.tracks[1].codec = "opus" }, decision: .encode, code: .codec),
        Row(what: "surround sound", change: { $0.tracks[1].channels = 6 }, decision: .encode, code: .audioLayout),
        Row(what: "320 kbit/s AAC", change: { $0.tracks[1].payloadBytes = 400_000 }, decision: .encode, code: .bitrate),
    ]

    @Test("interview: one thing that is not as asked decides", arguments: soundMP4Rows)
    func oneThing(row: Row) throws {
        var probe = ProbeSamples.soundMP4
        row.change(&probe)
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .interview)
        #expect(plan.decision == row.decision)
        #expect((task == nil) == (row.decision == .skip))
        let others = plan.reasons.filter { $0.verdict != .keep }.map(\.code)
        #expect(others == [row.code].compactMap { $0 })
    }

    @Test("a track that meets the preset keeps its packets while the other is encoded")
    func oneTrackKept() throws {
        var probe = ProbeSamples.soundMP4
        probe.tracks[1].codec = "opus"
        let task = try #require(try MediaPlanner.plan(probe: probe, preset: .interview).task)
        #expect(task.video == .init(sourceIndex: 0, encoding: nil))
        #expect(task.audio?.encoding?.codec == .aac)
        #expect(!task.isRemux)
    }

    @Test(
        "the rate cap follows the size of the canvas",
        arguments: [
            (640, 480, 700_000, 26.0), (1280, 720, 1_200_000, 26), (1920, 1080, 1_200_000, 26),
            (1280, 1280, 2_000_000, 27),
        ])
    func rateCap(width: Int, height: Int, rate: Int, crf: Double) throws {
        let probe = ProbeSamples.probe("webm", [ProbeSamples.video(width: width, height: height)])
        let encoding = try #require(try MediaPlanner.plan(probe: probe, preset: .interview).task?.video?.encoding)
        #expect(encoding.maxRate == rate && encoding.bufferSize == 2 * rate && encoding.crf == crf)
    }

    @Test("lean sound gets fewer bits", arguments: [(32_000, 48_000), (40_000, 48_000), (64_000, 64_000)])
    func leanSound(source: Double, rate: Int) throws {
        let probe = ProbeSamples.probe("webm", [ProbeSamples.audio(rate: source)])
        let task = try #require(try MediaPlanner.plan(probe: probe, preset: .interview).task)
        #expect(task.audio?.encoding == AudioSettings(codec: .aac, bitRate: rate))
    }

    @Test("sound alone becomes AAC in MP4; a cover is no video")
    func soundAlone() throws {
        var cover = ProbeSamples.video("mjpeg", index: 1, frames: 1)
        cover.isAttachedPicture = true
        let probe = ProbeSamples.probe("mp3", [ProbeSamples.audio("mp3", index: 0), cover])
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .interview)
        #expect(plan.decision == .encode)
        #expect(task?.video == nil)
        #expect(task?.audio == .init(sourceIndex: 0, encoding: AudioSettings(codec: .aac, bitRate: 64_000)))
        #expect(task?.container == .mp4)
    }

    @Test("a picture alone is fine, and so is one beside an empty track")
    func pictureAlone() throws {
        let silent = MediaTrack(index: 1, kind: .audio, codec: "opus")
        let probe = ProbeSamples.probe(
            "webm", [ProbeSamples.video(), silent], defects: [.init(code: "emptyTrack", detail: "no packet")])
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .interview)
        #expect(task?.audio == nil && task?.video?.encoding != nil)
        #expect(plan.reasons.contains(.init(.emptyTrack, value: "no packet", limit: nil, verdict: .repair)))
    }

    @Test("a recording without a frame or a sample is refused", arguments: [Preset.interview, .voice, .copy])
    func empty(preset: Preset) {
        let probe = ProbeSamples.probe("webm", [MediaTrack(index: 0, kind: .video, codec: "vp8")])
        let error = #expect(throws: FerryError.self) { try MediaPlanner.plan(probe: probe, preset: preset) }
        #expect(error?.code == .mediaEmptyRecording)
    }

    @Test("a picture without a size is refused")
    func noSize() {
        var video = ProbeSamples.video()
        video.width = nil
        let error = #expect(throws: FerryError.self) {
            try MediaPlanner.plan(probe: ProbeSamples.probe("webm", [video]), preset: .interview)
        }
        #expect(error?.code == .mediaNotMedia)
    }

    @Test("the preset none asks nothing of the probe")
    func none() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .none)
        #expect(plan.decision == .none && plan.reasons.isEmpty && task == nil)
    }
}
