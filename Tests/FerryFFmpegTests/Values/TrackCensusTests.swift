import Testing

@testable import FerryFFmpeg

@Suite struct TrackCensusTests {
    @Test("a last frame without a duration lasts as long as is usual")
    func extendsLast() {
        var census = TrackCensus()
        for time in [0.0, 0.033, 0.066, 0.1, 0.5, 0.533] {
            census.add(PacketFacts(presentation: time, decoding: time, bytes: 10, isKey: time == 0))
        }
        #expect(census.packets == 6 && census.keyFrames == 1 && census.payloadBytes == 60)
        #expect(abs((census.last ?? 0) - 0.5665) < 0.001)
        #expect(abs((census.maxKeyGap ?? 0) - 0.5665) < 0.001)
    }

    @Test("a stated duration counts, a demuxer's guess of a millisecond does not")
    func believesDurations() {
        var census = TrackCensus()
        for time in [0.0, 0.1, 0.2] { census.add(PacketFacts(presentation: time, duration: 0.001)) }
        #expect(abs((census.last ?? 0) - 0.3) < 1e-9)
        census.add(PacketFacts(presentation: 0.3, duration: 0.4))
        #expect(abs((census.last ?? 0) - 0.7) < 1e-9)
    }

    @Test("hidden packets and thrown-away samples do not count as shown")
    func skipsHidden() {
        var census = TrackCensus()
        census.add(PacketFacts(presentation: -0.42, duration: 0.02, skip: 0.42, isHidden: true))
        census.add(PacketFacts(presentation: -0.01, duration: 0.02))
        census.add(PacketFacts(presentation: 0.01, duration: 0.02))
        #expect(census.packets == 3)
        #expect(abs((census.first ?? 1)) < 1e-9)
    }

    @Test("the latest frame is found behind B-frames, and only decoding times count as going back")
    func handlesReordering() {
        var census = TrackCensus()
        for (presentation, decoding) in [(0.0, -0.08), (0.12, -0.04), (0.04, 0.0), (0.08, 0.04)] {
            census.add(PacketFacts(presentation: presentation, decoding: decoding, duration: 0.04))
        }
        #expect(census.timesBack == 0)
        #expect(abs((census.last ?? 0) - 0.16) < 1e-9)
        census.add(PacketFacts(presentation: 0, decoding: 0))
        #expect(census.timesBack == 1 && abs(census.farthestBack - 0.04) < 1e-9)
    }

    @Test("each size is remembered once, in order, and their number is bounded")
    func remembersSizes() {
        var census = TrackCensus()
        for width in [640, 320, 640] + Array(1...100) {
            census.add(PacketFacts(), size: PictureSize(width: width, height: 10))
        }
        #expect(census.sizes.prefix(2).map(\.width) == [640, 320])
        #expect(census.sizes.count == 64)
    }

    @Test("without any packet nothing is known")
    func startsEmpty() {
        let census = TrackCensus()
        #expect(census.first == nil && census.last == nil && census.maxKeyGap == nil)
    }
}
