import Testing

@testable import FerryFFmpeg

@Suite struct TimelineTests {
    @Test("one origin is taken off all tracks, so their distance stays")
    func takesOriginOff() {
        var line = Timeline(origin: 24_549_000_000)
        #expect(line.pass(track: 0, time: 24_549_000_000, duration: 33_000) == nil)
        #expect(line.pass(track: 1, time: 24_549_400_000, duration: 20_000) == nil)
        #expect(line.shift == -24_549_000_000)
    }

    @Test("a second recording goes on where the first ends, in every track")
    func joinsRecordings() {
        var line = Timeline(origin: 0)
        _ = line.pass(track: 0, time: 0, duration: 33_000)
        _ = line.pass(track: 1, time: 2_960_000, duration: 60_000)
        _ = line.pass(track: 0, time: 2_900_000, duration: 33_000)
        #expect(line.pass(track: 0, time: 0, duration: 33_000) == .restarted(back: 2.9))
        #expect(line.shift == 3_020_000)
        #expect(line.pass(track: 1, time: 11_000, duration: 60_000) == nil)
        #expect(line.shift == 3_020_000)
    }

    @Test("small steps back, as B-frames and trembling stamps make them, are no restart")
    func toleratesReordering() {
        var line = Timeline(origin: 0)
        #expect(line.pass(track: 0, time: 5_000_000, duration: 0) == nil)
        #expect(line.pass(track: 0, time: 4_100_000, duration: 0) == nil)
        #expect(line.shift == 0)
    }

    @Test("a hole of ten hours over all tracks is closed, pauses of a minute and of two hours stay")
    func closesHoles() {
        var line = Timeline(origin: 0)
        _ = line.pass(track: 0, time: 0, duration: 40_000)
        #expect(line.pass(track: 0, time: 60_000_000, duration: 40_000) == nil)
        #expect(line.pass(track: 0, time: 7_260_000_000, duration: 40_000) == nil)
        #expect(line.pass(track: 0, time: 43_260_000_000, duration: 40_000) == .closedHole(36_000))
        #expect(line.shift + 43_260_000_000 == 7_260_040_000)
    }

    @Test("a track alone may pause as long as another goes on")
    func keepsPausesOfOneTrack() {
        var line = Timeline(origin: 0)
        _ = line.pass(track: 1, time: 0, duration: 0)
        for second in Int64(0)...600 {
            #expect(line.pass(track: 0, time: second * 1_000_000, duration: 1_000_000) == nil)
        }
        #expect(line.pass(track: 1, time: 600_000_000, duration: 0) == nil)
    }

    @Test("a packet without a time changes nothing, and a monstrous duration does not stretch the line")
    func survivesNonsense() {
        var line = Timeline(origin: 0)
        #expect(line.pass(track: 0, time: nil, duration: 1) == nil)
        _ = line.pass(track: 0, time: 2_000_000, duration: .max)
        #expect(line.pass(track: 0, time: 0, duration: 0) == .restarted(back: 2))
        #expect(line.shift == 3_000_000)
    }
}
