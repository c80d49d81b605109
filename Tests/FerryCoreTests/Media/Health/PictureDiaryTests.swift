import FerryCore
import Testing

@Suite struct PictureDiaryTests {
    private func sample(
        _ seconds: Double, black: Double = 0, edge: Double? = 4, still: Bool = false, changed: Double = 0.5
    ) -> PictureDiary.Sample {
        .init(seconds: seconds, blackShare: black, edgeWidth: edge, isStill: still, changedShare: changed)
    }

    private func tally(_ samples: [PictureDiary.Sample], end: Double) -> PictureTally {
        var diary = PictureDiary(.standard)
        for sample in samples { diary.take(sample) }
        return diary.tally(end: end)
    }

    @Test("a stand-still counts from five seconds on, from its first picture to the next one")
    func countsStandStills() {
        let moving = (0..<4).map { sample(Double($0)) }
        #expect(tally(moving + [sample(4, still: true), sample(7.9, still: true)], end: 7.9).frozenSeconds == 0)
        #expect(tally(moving + [sample(4, still: true), sample(7.9, still: true)], end: 8).frozenSeconds == 5)
        #expect(tally(moving + [sample(4, still: true), sample(9)], end: 10).frozenSeconds == 6)
    }

    @Test("a gap without pictures is a stand-still, also at the end")
    func countsGaps() {
        #expect(tally([sample(0), sample(1), sample(9)], end: 10).frozenSeconds == 8)
        #expect(tally([sample(0), sample(1)], end: 7).frozenSeconds == 6)
        #expect(tally([sample(0), sample(1)], end: 7).seconds == 7)
    }

    @Test("black is black and not frozen or blurred")
    func tellsBlackApart() {
        let black = (0..<10).map { sample(Double($0), black: 1, edge: 90, still: $0 > 0, changed: 0) }
        let found = tally(black, end: 10)
        #expect(found.blackSeconds == 10 && found.frozenSeconds == 0 && found.judgedSeconds == 0)
    }

    @Test("sharpness is judged where there are edges")
    func judgesSharpness() {
        let found = tally([sample(0, edge: nil), sample(1, edge: 9), sample(3, edge: 4)], end: 4)
        #expect(found.judgedSeconds == 3 && found.blurredSeconds == 2)
    }

    @Test("life is the longest run of change all over")
    func findsLife() {
        let runs = [0.0, 1, 2, 3, 4, 5].map { sample($0, changed: $0 == 2 ? 0.01 : 0.4) }
        #expect(tally(runs, end: 6).livelySeconds == 3)
        let slides = [0.0, 6, 12].map { sample($0, changed: 0.9) }
        #expect(tally(slides, end: 18).livelySeconds == 0)
    }

    @Test("times that go back, no picture at all and an early end give no nonsense")
    func bearsNonsense() {
        let found = tally([sample(5), sample(1), sample(2)], end: 0)
        #expect(found.seconds == 0 && found.frozenSeconds == 0 && found.blackSeconds == 0)
        #expect(tally([], end: 9) == PictureTally())
    }
}
