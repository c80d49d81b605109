import FerryCore
import Testing

@Suite struct VoiceAndCopyPlanTests {
    @Test("voice encodes sound that is not lean Opus, in WebM, without the picture")
    func voice() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .voice)
        #expect(plan.decision == .encode)
        #expect(task?.video == nil && task?.container == .webm)
        #expect(task?.audio?.encoding == AudioSettings(codec: .opus, bitRate: 24_000))
        #expect(plan.reasons.contains(.init(.codec, value: "vp8", limit: "sound alone", verdict: .repair)))
    }

    @Test("voice keeps lean Opus and only leaves the picture out")
    func voiceRemux() throws {
        let probe = ProbeSamples.probe("webm", [ProbeSamples.video(), ProbeSamples.audio(rate: 32_000)])
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .voice)
        #expect(plan.decision == .remux)
        #expect(task?.isRemux == true && task?.video == nil && task?.container == .webm)
    }

    @Test("voice leaves lean Opus alone where it is sound", arguments: ["webm", "ogg", "mp4"])
    func voiceSkip(container: String) throws {
        let probe = ProbeSamples.probe(container, [ProbeSamples.audio(index: 0, rate: 32_000)])
        #expect(try MediaPlanner.plan(probe: probe, preset: .voice).plan.decision == .skip)
    }

    @Test("voice refuses a recording without sound and says which presets take it")
    func noSound() {
        let probe = ProbeSamples.probe("webm", [ProbeSamples.video()])
        let error = #expect(throws: FerryError.self) { try MediaPlanner.plan(probe: probe, preset: .voice) }
        #expect(error?.code == .mediaEmptyRecording)
        #expect(error?.next == "choose the preset interview or copy")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var from: String
        var video: String?
        var audio: String?
        var to: OutputContainer
        var testDescription: String { "\(video ?? "-")+\(audio ?? "-") in \(from)" }
    }

    @Test(
        "copy chooses the container by codecs",
        arguments: [
            Row(from: "matroska", video: "vp8", audio: "opus", to: .webm),
            Row(from: "webm", video: "vp9", audio: "vorbis", to: .webm),
            Row(from: "matroska", video: "av1", audio: "opus", to: .webm),
            Row(from: "matroska", video: "h264", audio: "opus", to: .mp4),
            Row(from: "webm", video: "h264", audio: "opus", to: .mp4),
            Row(from: "mov", video: "hevc", audio: "aac", to: .mp4),
            Row(from: "mp4", video: "vp9", audio: "opus", to: .mp4),
            Row(from: "matroska", video: "h264", audio: "vorbis", to: .matroska),
            Row(from: "mp4", video: "mjpeg", audio: "pcm_s16le", to: .matroska),
            Row(from: "avi", video: "mpeg4", audio: "mp3", to: .matroska),
            Row(from: "mpegts", video: "h264", audio: "aac", to: .mp4),
            Row(from: "matroska", video: nil, audio: "opus", to: .webm),
            Row(from: "mp3", video: nil, audio: "mp3", to: .mp4),
            Row(from: "wav", video: nil, audio: "pcm_s16le", to: .matroska),
        ])
    func containers(row: Row) throws {
        let tracks =
            [row.video.map { ProbeSamples.video($0) }, row.audio.map { ProbeSamples.audio($0) }].compactMap { $0 }
        let probe = ProbeSamples.probe(
            row.from, tracks, index: false, front: false, defects: [.init(code: "truncated", detail: "cut")])
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .copy)
        #expect(plan.decision == .remux)
        #expect(task?.container == row.to)
        #expect(task?.isRemux == true)
        #expect(plan.predictedBytes != nil)
    }

    @Test("a browser's WebM gets its duration and index, with room for the index in front")
    func browserRecording() throws {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .copy)
        #expect(plan.reasons.filter { $0.verdict == .repair }.map(\.code) == [.duration, .index])
        #expect((task?.expectedIndexEntries ?? 0) >= 4 + 2)
    }

    @Test(
        "copy leaves sound containers alone",
        arguments: [
            ("webm", "vp8", "opus"), ("mp4", "h264", "aac"), ("ogg", nil, "opus"), ("mp3", nil, "mp3"),
            ("wav", nil, "pcm_s16le"),
        ]
            as [(String, String?, String)])
    func sound(container: String, video: String?, audio: String) throws {
        let tracks = [video.map { ProbeSamples.video($0) }, ProbeSamples.audio(audio)].compactMap { $0 }
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.probe(container, tracks), preset: .copy)
        #expect(plan.decision == .skip)
        #expect(task == nil)
    }

    @Test("what is before 0 in an MP4's edit list does not make its header a lie")
    func editList() throws {
        var probe = ProbeSamples.soundMP4
        probe.tracks[0].firstSeconds = -0.4
        probe.headerDurationSeconds = 10
        probe.durationSeconds = 10.4
        #expect(try MediaPlanner.plan(probe: probe, preset: .interview).plan.decision == .skip)
    }

    @Test("copy leaves alone what no container of ours holds")
    func unholdable() throws {
        let tracks = [ProbeSamples.video("h263"), ProbeSamples.audio("amr_nb")]
        let probe = ProbeSamples.probe("mp4", tracks, front: false)
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .copy)
        #expect(plan.decision == .skip && task == nil)
        #expect(plan.reasons.allSatisfy { $0.verdict == .keep })
    }

    @Test("what a new container does not mend is no reason for one")
    func notMended() throws {
        let defects = ["sizeChange", "duration"].map { MediaDefect(code: $0, detail: "odd") }
        let song = ProbeSamples.probe("mp3", [ProbeSamples.audio("mp3")], header: .none, defects: defects)
        #expect(try MediaPlanner.plan(probe: song, preset: .copy).plan.decision == .skip)
    }
}
