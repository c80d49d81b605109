import FerryCore
import Testing

@Suite struct LossAssessmentTests {
    /// A result that read and wrote everything a probe shows.
    static func result(of probe: MediaProbe, video: String = "h264", audio: String = "aac") -> MediaEncodeResult {
        MediaEncodeResult(
            layout: ObjectLayout(wholeFile: .rendition, length: 1000), container: .mp4,
            tracks: [probe.mainVideo, probe.mainAudio].compactMap { $0 }.map { track in
                .init(
                    sourceIndex: track.index, kind: track.kind, codecIn: track.codec,
                    codecOut: track.kind == .video ? video : audio, framesIn: track.packets,
                    framesOut: track.packets, secondsIn: track.seconds, secondsOut: track.seconds)
            }, versions: MediaLibraryVersions(libavformat: "59", libavcodec: "59"))
    }

    static let truncated = MediaDefect(code: "truncated", detail: "cut")

    /// A Chromium recording of 5.89 s of which 4.21 s are there.
    static func cut(defects: [MediaDefect] = [truncated], unread: Int64 = 0, header: Double? = 5.893) -> MediaProbe {
        ProbeSamples.probe(
            "webm",
            [
                ProbeSamples.video(seconds: 4.18), ProbeSamples.audio(seconds: 4.198, first: 0.012),
            ], header: .some(header), defects: defects, bytes: 98_794, unread: unread)
    }

    @Test(
        "what was read whole is no loss, whatever short duration its header claims",
        arguments: [nil, 0.33, 9.9, 10.2] as [Double?])
    func whole(header: Double?) {
        var probe = ProbeSamples.chromeWebM
        probe.headerDurationSeconds = header
        let assessed = LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe))
        #expect(assessed.loss == nil)
        #expect(assessed.tracks.map(\.secondsLost) == [0, 0])
        #expect(assessed.tracks.map(\.codecOut) == ["h264", "aac"])
    }

    @Test("a recording cut at 70 % lost what its header still claims")
    func cutShort() throws {
        let probe = Self.cut()
        let assessed = LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe))
        let loss = try #require(assessed.loss)
        #expect(abs(loss.seconds - 1.7) < 0.05)
        #expect(loss.reasons == ["truncated"])
        #expect(assessed.tracks.allSatisfy { abs(($0.secondsIn ?? 0) - 5.89) < 0.05 })
    }

    @Test(
        "in WebM the header alone is evidence; in MP4 and WAV it is not",
        arguments: [("webm", true), ("matroska", true), ("mp4", false), ("wav", false)])
    func headerAlone(container: String, isLoss: Bool) {
        var probe = Self.cut(defects: [])
        probe.container = container
        #expect((LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe)).loss != nil) == isLoss)
    }

    @Test("unread bytes stand for seconds where no header says more")
    func unreadBytes() throws {
        let probe = Self.cut(unread: 49_397, header: nil)
        let loss = try #require(LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe)).loss)
        #expect(loss.unreadBytes == 49_397)
        #expect(abs(loss.seconds - 4.21) < 0.05)
    }

    @Test("a cut is a loss even when nobody can say how long")
    func unknownLength() throws {
        let probe = Self.cut(header: nil)
        let loss = try #require(LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe)).loss)
        #expect(loss == LossReceipt(seconds: 0, reasons: ["truncated"], unreadBytes: 0))
    }

    @Test("a second recording that was not read is lost; one that was read is not")
    func joined() throws {
        let probe = ProbeSamples.probe(
            "webm", [ProbeSamples.video(seconds: 3)], defects: [.init(code: "joined", detail: "a second one follows")],
            bytes: 100_000)
        var result = Self.result(of: probe)
        #expect(LossAssessment.assess(probe: probe, encodeResult: result).loss == nil)
        result.unreadBytes = 50_000
        let loss = try #require(LossAssessment.assess(probe: probe, encodeResult: result).loss)
        #expect(loss.reasons == ["joined"])
        #expect(abs(loss.seconds - 3) < 0.01)
    }

    @Test("places that did not decode are lost by their number")
    func decodeErrors() throws {
        let probe = ProbeSamples.chromeWebM
        var result = Self.result(of: probe)
        result.tracks[0].decodeErrors = 30
        let assessed = LossAssessment.assess(probe: probe, encodeResult: result)
        #expect(assessed.loss == LossReceipt(seconds: 1, reasons: ["hole"], unreadBytes: 0))
        #expect(assessed.tracks[0].secondsLost == 1)
        #expect(assessed.tracks[1].secondsLost == 0)
        #expect(assessed.tracks[0].notes.last == "30 places did not decode")
    }

    @Test("damage in copied packets shows when they are decoded")
    func copiedDamage() {
        let probe = ProbeSamples.chromeWebM
        let check = MediaCheckResult(
            container: "webm", isIndexInFront: true, isSeekable: true,
            tracks: [
                .init(kind: .video, codec: "vp8", frames: 297, firstSeconds: 0, lastSeconds: 10, decodeErrors: 3)
            ])
        let result = Self.result(of: probe, video: "vp8", audio: "opus")
        #expect(LossAssessment.assess(probe: probe, encodeResult: result).loss == nil)
        #expect(
            LossAssessment.assess(probe: probe, encodeResult: result, check: check).loss
                == LossReceipt(seconds: 0.1, reasons: ["hole"], unreadBytes: 0))
    }

    @Test("an empty track is a note, not a loss")
    func emptyTrack() {
        let probe = ProbeSamples.probe(
            "webm", [ProbeSamples.video(), MediaTrack(index: 1, kind: .audio, codec: "opus")])
        let assessed = LossAssessment.assess(probe: probe, encodeResult: Self.result(of: probe))
        #expect(assessed.loss == nil)
        #expect(assessed.tracks[1].notes == ["emptyTrack"])
    }

    @Test("covers, and pictures under voice, are left out on purpose; a second sound is a loss")
    func leftOut() throws {
        var cover = ProbeSamples.video("mjpeg", index: 1, frames: 1)
        cover.isAttachedPicture = true
        let song = ProbeSamples.probe("mp3", [ProbeSamples.audio("mp3", index: 0), cover])
        #expect(LossAssessment.assess(probe: song, encodeResult: Self.result(of: song)).loss == nil)

        var voice = Self.result(of: ProbeSamples.chromeWebM)
        voice.tracks.removeFirst()
        let spoken = LossAssessment.assess(probe: ProbeSamples.chromeWebM, encodeResult: voice, preset: .voice)
        #expect(spoken.loss == nil)
        #expect(spoken.tracks[0].notes == ["left out"] && spoken.tracks[0].codecOut == nil)

        let twoVoices = ProbeSamples.probe("webm", [ProbeSamples.audio(index: 0), ProbeSamples.audio(index: 1)])
        let loss = try #require(
            LossAssessment.assess(probe: twoVoices, encodeResult: Self.result(of: twoVoices)).loss)
        #expect(loss == LossReceipt(seconds: 10, reasons: ["leftOut"], unreadBytes: 0))
    }

    @Test("a cut source that goes out as it is still lacks its end")
    func originalCut() {
        let assessed = LossAssessment.assess(probe: Self.cut(), encodeResult: nil)
        #expect(assessed.loss?.reasons == ["truncated"])
        #expect(assessed.tracks.map(\.codecOut) == ["vp8", "opus"])
        #expect(LossAssessment.assess(probe: ProbeSamples.soundMP4, encodeResult: nil).loss == nil)
    }

    @Test("what was mended is noted at its track")
    func mended() throws {
        var probe = ProbeSamples.chromeWebM
        probe.tracks[0].rotation = 90
        probe.tracks[0].sampleAspect = 2
        probe.tracks[0].changesSize = true
        probe.defects = [.init(code: "joined", detail: "a second one"), .init(code: "emptyTrack", detail: "none")]
        var result = Self.result(of: probe)
        result.tracks[0].framesDropped = 2
        result.tracks[0].notes = ["rotation", "padded"]
        let task = try MediaPlanner.plan(probe: probe, preset: .interview).task
        let encoded = LossAssessment.assess(probe: probe, encodeResult: result, task: task)
        #expect(encoded.loss == nil)
        #expect(
            encoded.tracks[0].notes
                == ["duration", "index", "joined", "rotation", "aspect", "sizeChange", "frameRate", "padded"])
        let remux = try MediaPlanner.plan(probe: probe, preset: .copy).task
        let copied = LossAssessment.assess(probe: probe, encodeResult: result, task: remux)
        #expect(copied.tracks[0].notes == ["duration", "index", "joined", "rotation", "padded"])
        #expect(LossAssessment.assess(probe: probe, encodeResult: nil).tracks[0].notes.isEmpty)
    }
}
