import FerryCore
import Testing

@testable import FerryFFmpeg

@Suite struct DefectTests {
    private func codes(_ probe: MediaProbe, _ census: [TrackCensus] = []) -> [String] {
        ProbeDefects.find(probe, census: census).map(\.code)
    }

    private func probe(_ container: String = "webm", header: Double?, seconds: Double = 6) -> MediaProbe {
        MediaProbe(
            container: container, durationSeconds: seconds,
            tracks: [MediaTrack(index: 0, kind: .audio, codec: "opus", packets: 3)], headerDurationSeconds: header,
            bytes: 100)
    }

    @Test("a header without a duration, or with a wrong one, is named where a header has room for one")
    func judgesDuration() {
        #expect(codes(probe(header: nil)) == ["duration"])
        #expect(codes(probe(header: 0.65)) == ["duration"])
        #expect(codes(probe(header: 5.9)) == [])
        #expect(codes(probe("wav", header: nil)) == [])
    }

    @Test("a declared track without packets is named, a cover is not")
    func judgesTracks() {
        var source = probe(header: 6)
        source.tracks.append(MediaTrack(index: 1, kind: .video, codec: "vp8"))
        source.tracks.append(MediaTrack(index: 2, kind: .video, codec: "mjpeg", isAttachedPicture: true))
        #expect(codes(source) == ["emptyTrack"])
    }

    @Test("times that go back are named")
    func judgesTimes() {
        var census = TrackCensus()
        for time in [0, 0.1, 0.05] { census.add(PacketFacts(presentation: time, decoding: time)) }
        #expect(codes(probe(header: 6), [census]) == ["timestamps"])
    }

    @Test("only decoders that recordings need may run")
    func keepsDecoders() {
        for name in ["vp8", "h264", "libopus", "amrnb"] { #expect(CodecPolicy.mayDecode(name)) }
        for name in ["mjpeg", "png", "xbin", "ansi", "hls", ""] { #expect(!CodecPolicy.mayDecode(name)) }
    }
}
