import Testing

@testable import FerryCore

/// Each thing a plan looks at, on both sides of its limit.
@Suite struct PlanReasonTests {
    /// A change to a recording that `interview` need not touch.
    struct Look: Sendable, CustomTestStringConvertible {
        var code: MediaPlan.Code
        var value: String
        var limit: String?
        var verdict: MediaPlan.Verdict
        var change: @Sendable (inout MediaProbe) -> Void

        init(
            _ code: MediaPlan.Code, _ value: String, _ limit: String?, _ verdict: MediaPlan.Verdict,
            _ change: @escaping @Sendable (inout MediaProbe) -> Void = { _ in }
        ) {
            (self.code, self.value, self.limit, self.verdict, self.change) = (code, value, limit, verdict, change)
        }

        var testDescription: String { "\(code.rawValue) \(value): \(verdict.rawValue)" }
    }

    private static func size(_ width: Int, _ height: Int) -> @Sendable (inout MediaProbe) -> Void {
        { probe in
            (probe.tracks[0].width, probe.tracks[0].height) = (width, height)
        }
    }

    private static func fields(_ order: String?) -> @Sendable (inout MediaProbe) -> Void {
        { $0.tracks[0].fieldOrder = order }
    }

    private static func layout(_ channels: Int?, _ rate: Int?) -> @Sendable (inout MediaProbe) -> Void {
        { ($0.tracks[1].channels, $0.tracks[1].sampleRate) = (channels, rate) }
    }

    static let pictures: [Look] = [
        Look(.codec, "h264", "h264", .keep), Look(.codec, "vp8", "h264", .convert) { $0.tracks[0].codec = "vp8" },
        Look(.bitrate, "1200000", "1200000", .keep) { $0.tracks[0].payloadBytes = 1_500_000 },
        Look(.bitrate, "1200001", "1200000", .convert) { $0.tracks[0].payloadBytes = 1_500_001 },
        Look(.dimensions, "1280x720", "long side 1280, even", .keep),
        Look(.dimensions, "720x1280", "long side 1280, even", .keep, size(720, 1280)),
        Look(.dimensions, "1282x720", "long side 1280, even", .convert, size(1282, 720)),
        Look(.dimensions, "1279x720", "long side 1280, even", .convert, size(1279, 720)),
        Look(.frameRate, "30.5", "30", .keep) { $0.tracks[0].packets = 305 },
        Look(.frameRate, "30.6", "30", .convert) { $0.tracks[0].packets = 306 },
        Look(.keyFrames, "10 s apart", "10 s", .keep) { $0.tracks[0].maxKeyFrameGapSeconds = 10 },
        Look(.keyFrames, "10.1 s apart", "10 s", .convert) { $0.tracks[0].maxKeyFrameGapSeconds = 10.1 },
        Look(.pixelFormat, "yuv420p", "yuv420p", .keep),
        Look(.pixelFormat, "yuv422p", "yuv420p", .convert) { $0.tracks[0].pixelFormat = "yuv422p" },
        Look(.hdr, "bt709", "SDR", .keep) { $0.tracks[0].colorTransfer = "bt709" },
        Look(.hdr, "smpte2084", "SDR", .convert) { $0.tracks[0].colorTransfer = "smpte2084" },
        Look(.hdr, "arib-std-b67", "SDR", .convert) { $0.tracks[0].colorTransfer = "arib-std-b67" },
        Look(.interlacing, "unknown", "progressive", .keep, fields(nil)),
        Look(.interlacing, "progressive", "progressive", .keep, fields("progressive")),
        Look(.interlacing, "tt", "progressive", .convert, fields("tt")),
        Look(.interlacing, "bb", "progressive", .convert, fields("bb")),
        Look(.interlacing, "tb", "progressive", .convert, fields("tb")),
        Look(.interlacing, "bt", "progressive", .convert, fields("bt")), Look(.rotation, "0", "0", .keep),
        Look(.rotation, "90", "0", .convert) { $0.tracks[0].rotation = 90 },
        Look(.rotation, "180", "0", .convert) { $0.tracks[0].rotation = 180 }, Look(.aspect, "1", "1", .keep),
        Look(.aspect, "1", "1", .keep) { $0.tracks[0].sampleAspect = 1.0049 },
        Look(.aspect, "1.01", "1", .convert) { $0.tracks[0].sampleAspect = 1.0051 },
        Look(.sizeChange, "constant", "constant", .keep),
        Look(.sizeChange, "changes", "constant", .convert) { $0.tracks[0].changesSize = true },
    ]

    static let sound: [Look] = [
        Look(.codec, "aac", "aac", .keep), Look(.codec, "mp3", "aac", .convert) { $0.tracks[1].codec = "mp3" },
        Look(.bitrate, "132000", "132000", .keep) { $0.tracks[1].payloadBytes = 165_000 },
        Look(.bitrate, "132001", "132000", .convert) { $0.tracks[1].payloadBytes = 165_001 },
        Look(.audioLayout, "2 channels, 48000 Hz", "2 channels, 48000 Hz", .keep, layout(2, 48_000)),
        Look(.audioLayout, "6 channels, 48000 Hz", "2 channels, 48000 Hz", .convert, layout(6, 48_000)),
        Look(.audioLayout, "2 channels, 96000 Hz", "2 channels, 48000 Hz", .convert, layout(2, 96_000)),
        Look(.audioLayout, "3 channels", "2 channels, 48000 Hz", .convert, layout(3, nil)),
        Look(.audioLayout, "unknown", "2 channels, 48000 Hz", .keep, layout(nil, nil)),
    ]

    static let container: [Look] = [
        Look(.container, "mp4", "mp4", .keep), Look(.container, "mov", "mp4", .repair) { $0.container = "mov" },
        Look(.duration, "10.25 s in the header", "10 s of packets", .keep) { $0.headerDurationSeconds = 10.25 },
        Look(.duration, "10.26 s in the header", "10 s of packets", .repair) { $0.headerDurationSeconds = 10.26 },
        Look(.duration, "none in the header", "10 s of packets", .repair) { $0.headerDurationSeconds = nil },
        Look(.index, "in front", "in front", .keep),
        Look(.index, "at the end", "in front", .repair) { $0.isIndexInFront = false },
        Look(.index, "none", "in front", .repair) { ($0.hasIndex, $0.isIndexInFront) = (false, false) },
        Look(.timestamps, "back", nil, .repair) { $0.defects = [.init(code: "timestamps", detail: "back")] },
        Look(.truncated, "cut", nil, .repair) { $0.defects = [.init(code: "truncated", detail: "cut")] },
        Look(.hole, "a hole", nil, .repair) { $0.defects = [.init(code: "hole", detail: "a hole")] },
        Look(.emptyTrack, "no packet", nil, .repair) { $0.defects = [.init(code: "emptyTrack", detail: "no packet")] },
        Look(.joined, "two", nil, .repair) { $0.defects = [.init(code: "joined", detail: "two")] },
    ]

    static let all: [Look] = pictures + sound + container

    @Test(
        "each reason has value, limit and verdict, on both sides of its limit", arguments: PlanReasonTests.all)
    func row(row: Look) throws {
        var probe = ProbeSamples.soundMP4
        row.change(&probe)
        let (plan, task) = try MediaPlanner.plan(probe: probe, preset: .interview)
        let wanted = MediaPlan.Reason(row.code, value: row.value, limit: row.limit, verdict: row.verdict)
        #expect(plan.reasons.contains(wanted), "\(plan.reasons.filter { $0.code == row.code })")
        let decision: MediaPlan.Decision =
            switch row.verdict {
            case .keep: .skip
            case .repair: .remux
            case .convert: .encode
            }
        #expect(plan.decision == decision)
        #expect((task == nil) == (decision == .skip))
    }

    @Test("every code has a row, but those of plans for time and of options")
    func complete() {
        let rows = Self.all
        #expect(Set(rows.map(\.code)) == Set(MediaPlan.Code.allCases).subtracting([.uplink, .loudness, .denoise]))
        let sides = Dictionary(grouping: rows, by: \.code).mapValues { Set($0.map { $0.verdict == .keep }).count }
        let defects: Set<MediaPlan.Code> = [.timestamps, .truncated, .hole, .emptyTrack, .joined]
        #expect(sides.filter { $0.value < 2 && !defects.contains($0.key) }.isEmpty)
    }

    @Test("a defect that is not there is no reason")
    func healthy() throws {
        let codes = try MediaPlanner.plan(probe: ProbeSamples.soundMP4, preset: .interview).plan.reasons.map(\.code)
        #expect(!codes.contains { [.timestamps, .truncated, .hole, .emptyTrack, .joined].contains($0) })
    }
}
