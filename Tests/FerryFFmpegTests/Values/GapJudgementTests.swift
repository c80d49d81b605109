import FerryCore
import Testing

@testable import FerryFFmpeg

@Suite struct GapJudgementTests {
    private func refusal(_ events: [Timeline.Event], absurd: Int = 0) -> FerryError? {
        var judgement = GapJudgement()
        for event in events { judgement.note(event) }
        return judgement.refusal(absurdStamps: absurd)
    }

    @Test("a recording without gaps, joined ones, and stamps that come back from far away are taken")
    func takes() {
        #expect(refusal([]) == nil)
        #expect(refusal([.restarted(back: 3), .restarted(back: 5)]) == nil)
        #expect(refusal([.closedHole(36_000), .restarted(back: 36_000)]) == nil)
    }

    @Test("a gap that stays, many gaps and absurd stamps are refused by name")
    func refuses() {
        #expect(refusal([.closedHole(36_000)])?.message.contains("10 hours") == true)
        #expect(refusal([.closedHole(36_000), .restarted(back: 3)]) != nil)
        #expect(refusal((0..<4).flatMap { _ in [.closedHole(9000), .restarted(back: 9000)] }) != nil)
        #expect(refusal([], absurd: 3)?.message.contains("3 of its time stamps") == true)
        #expect(refusal([.closedHole(.infinity)])?.code == .mediaNotMedia)
    }

    @Test(
        "seconds are told in the unit that people would use",
        arguments: [
            (30.0, "30 seconds"), (90, "90 seconds"), (7200, "2 hours"), (9000, "2.5 hours"), (864_000, "10 days"),
            (1e15, "many years"),
        ])
    func tells(seconds: Double, text: String) { #expect(PlainTime.text(seconds) == text) }

    @Test("tracks that are left out are counted by kind over all recordings")
    func countsLeftOut() {
        var left = LeftOutSeconds()
        for start in [0.0, 100] {
            left.add(PacketFacts(presentation: start, duration: 1), kind: .video)
            left.add(PacketFacts(presentation: start + 3, duration: 1), kind: .video)
            left.add(PacketFacts(decoding: start, duration: 0.5), kind: .audio)
            left.close()
        }
        #expect(left.seconds(.video) == 8 && left.seconds(.audio) == 1 && left.seconds(.other) == 0)
    }
}
