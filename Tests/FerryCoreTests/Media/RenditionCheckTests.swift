import FerryCore
import Testing

@Suite struct RenditionCheckTests {
    /// Everything the check looks at, for a rendition that is sound.
    struct Case: Sendable {
        var task: MediaEncodeTask
        var result: MediaEncodeResult
        var check: MediaCheckResult
        var probe = ProbeSamples.chromeWebM

        var verdict: RenditionCheck.Verdict {
            RenditionCheck.verdict(task: task, encodeResult: result, check: check, probe: probe)
        }

        static let encode = Case(
            task: MediaEncodeTask(
                container: .mp4, video: .init(sourceIndex: 0, encoding: VideoSettings(width: 1280, height: 720)),
                audio: .init(sourceIndex: 1, encoding: AudioSettings(codec: .aac, bitRate: 64_000))),
            result: made(["h264", "aac"], container: .mp4, bytes: 900_000),
            check: MediaCheckResult(
                container: "mp4", isIndexInFront: true, isSeekable: true,
                tracks: [
                    .init(
                        kind: .video, codec: "h264", frames: 300, firstSeconds: 0, lastSeconds: 10, width: 1280,
                        height: 720),
                    .init(kind: .audio, codec: "aac", frames: 470, firstSeconds: 0.01, lastSeconds: 10.02),
                ]))

        static let remux = Case(
            task: MediaEncodeTask(
                container: .webm, video: .init(sourceIndex: 0, encoding: nil),
                audio: .init(sourceIndex: 1, encoding: nil)),
            result: made(["vp8", "opus"], container: .webm, bytes: 4_000_000),
            check: MediaCheckResult(
                container: "webm", isIndexInFront: true, isSeekable: true,
                tracks: [
                    .init(kind: .video, codec: "vp8", frames: 298, firstSeconds: 0, lastSeconds: 10),
                    .init(kind: .audio, codec: "opus", frames: 500, firstSeconds: 0, lastSeconds: 10),
                ]))

        private static func made(_ codecs: [String], container: OutputContainer, bytes: Int64) -> MediaEncodeResult {
            MediaEncodeResult(
                layout: ObjectLayout(wholeFile: .rendition, length: bytes), container: container,
                tracks: [
                    .init(
                        sourceIndex: 0, kind: .video, codecIn: "vp8", codecOut: codecs[0], framesIn: 300,
                        framesOut: 300, secondsIn: 10, secondsOut: 10),
                    .init(
                        sourceIndex: 1, kind: .audio, codecIn: "opus", codecOut: codecs[1], framesIn: 500,
                        framesOut: 470, secondsIn: 10, secondsOut: 10),
                ], versions: MediaLibraryVersions(libavformat: "59", libavcodec: "59"))
        }
    }

    @Test("what was planned is sound", arguments: [Case.encode, Case.remux])
    func sound(it: Case) {
        #expect(it.verdict == .sound)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var says: String
        var from = Case.encode
        var change: @Sendable (inout Case) -> Void
        var testDescription: String { says }
    }

    static let faults: [Row] = [
        Row(says: "it is webm instead of mp4") { $0.check.container = "webm" },
        Row(says: "its index is not in front") { $0.check.isIndexInFront = false },
        Row(says: "no jump into it leads near its aim") { $0.check.isSeekable = false },
        Row(says: "it has 1 tracks instead of 2") { $0.check.tracks.removeLast() },
        Row(says: "its audio track is missing") { $0.check.tracks[1].kind = .other },
        Row(says: "its video track is mpeg4 instead of h264") { $0.check.tracks[0].codec = "mpeg4" },
        Row(says: "its video track holds no frame") { $0.check.tracks[0].frames = 0 },
        Row(says: "its video track does not decode in 1 places") { $0.check.tracks[0].decodeErrors = 1 },
        Row(says: "its audio track does not decode in 2 places") { $0.check.tracks[1].decodeErrors = 2 },
        Row(says: "its video track gives 299 frames instead of 300") { $0.check.tracks[0].frames = 299 },
        Row(says: "its video track was written with 300 frames of 301, 0 dropped") {
            $0.result.tracks[0].framesIn = 301
        },
        Row(says: "its video track is 1280x718 instead of 1280x720") { $0.check.tracks[0].height = 718 },
        Row(says: "its video track lasts 9.8 s instead of 10 s") { $0.check.tracks[0].lastSeconds = 9.8 },
        Row(says: "its audio track lasts 9.8 s instead of 10 s") { $0.check.tracks[1].lastSeconds = 9.81 },
        Row(says: "its audio track lasts 10.01 s instead of 10.5 s") { $0.result.tracks[1].secondsIn = 10.5 },
        Row(says: "sound begins 0.4 s after the picture instead of 0 s") {
            $0.check.tracks[1].firstSeconds = 0.4
            $0.check.tracks[1].lastSeconds = 10.4
        },
        Row(says: "its video track gives 100 frames of 300 packets", from: .remux) { $0.check.tracks[0].frames = 100 },
        Row(says: "its audio track lasts 9 s instead of 10 s", from: .remux) { $0.check.tracks[1].lastSeconds = 9 },
        Row(says: "it has no bytes", from: .remux) { $0.result.layout = ObjectLayout(closed: []) },
    ]

    @Test("one thing that is not as planned refuses it", arguments: faults)
    func unsound(row: Row) {
        var it = row.from
        row.change(&it)
        #expect(
            it.verdict
                == .refused(.init(code: "unsound", message: "the rendition failed its check: \(row.says)")))
    }

    @Test("frames dropped to keep the frame rate are as planned")
    func dropped() {
        var it = Case.encode
        it.result.tracks[0].framesIn = 600
        it.result.tracks[0].framesDropped = 300
        #expect(it.verdict == .sound)
    }

    @Test("slow frames allow for two of them")
    func slowFrames() {
        var it = Case.encode
        it.result.tracks[0].framesIn = 10
        it.result.tracks[0].framesOut = 10
        it.check.tracks[0].frames = 10
        it.check.tracks[0].lastSeconds = 8.5
        #expect(it.verdict == .sound)
    }

    @Test("a copy brings the source's own damage along and may be larger")
    func copiedDamage() {
        var it = Case.remux
        it.check.tracks[0].decodeErrors = 3
        it.check.tracks[0].lastSeconds = 9
        #expect(it.verdict == .sound)
    }

    @Test("of a damaged source the distance between picture and sound proves nothing")
    func damagedOffset() {
        var it = Case.encode
        it.result.damage = [.init(code: "hole", detail: "unreadable")]
        it.check.tracks[1].firstSeconds = 0.4
        it.check.tracks[1].lastSeconds = 10.4
        #expect(it.verdict == .sound)
    }

    @Test(
        "an encode has to be 5 % smaller; a remux need not be",
        arguments: [(950, false, true), (951, false, false), (1000, false, false), (1500, true, true)]
            as [(Int64, Bool, Bool)])
    func size(bytes: Int64, isRemux: Bool, isSound: Bool) {
        var probe = ProbeSamples.chromeWebM
        probe.bytes = 1000
        let task = isRemux ? Case.remux.task : Case.encode.task
        let verdict = RenditionCheck.sizeVerdict(task: task, bytes: bytes, probe: probe)
        #expect(verdict == (isSound ? .sound : .refused(.larger(bytes: bytes, sourceBytes: 1000))))
    }

    @Test("a rendition that could not be made keeps the error's code")
    func failed() {
        let refusal = MediaPlan.Refusal.failed(FerryError(.mediaWorkerCrashed, "it died"))
        #expect(refusal == .init(code: "media.workerCrashed", message: "it died"))
    }
}
