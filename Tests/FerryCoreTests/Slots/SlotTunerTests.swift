import FerryCore
import FerryTesting
import Testing

@Suite struct SlotTunerTests {
    /// Feeds a tuner with what a link gives for each number of slots.
    private func run(_ windows: Int, _ tuner: inout SlotTuner, link: (Int) -> Double) -> [SlotTuner.Decision] {
        (0..<windows).compactMap { _ in tuner.measured(goodput: link(tuner.slots)) }
    }

    @Test("slots are added while goodput grows with them")
    func growth() {
        var tuner = SlotTuner(start: 2, maximum: 8)
        let decisions = run(10, &tuner) { Double($0) * 1e6 }
        #expect(tuner.slots == 8)
        #expect(decisions.map(\.to) == [3, 4, 5, 6, 7, 8])
        #expect(decisions.dropFirst().allSatisfy { $0.reason == "goodput grew" } && decisions.first?.reason == "trial")
    }

    @Test("a slot that brings nothing is taken back, and tried ever more seldom")
    func noGain() {
        var tuner = SlotTuner(start: 2)
        let decisions = run(100, &tuner) { _ in 5e6 }
        #expect(decisions.allSatisfy { $0.to == 3 && $0.reason == "trial" || $0.to == 2 && $0.reason == "no gain" })
        #expect(decisions.count(where: { $0.to == 3 }) <= 6, "\(decisions.count)")
    }

    @Test("it stops where the link stops", arguments: 3...12)
    func saturation(best: Int) {
        var tuner = SlotTuner(start: 2)
        _ = run(200, &tuner) { Double(min($0, best)) * 1e6 }
        #expect(abs(tuner.slots - best) <= 1)
    }

    @Test("when goodput falls a slot is taken back")
    func loss() {
        var tuner = SlotTuner(start: 4)
        _ = run(2, &tuner) { _ in 8e6 }
        let decision = tuner.measured(goodput: 1e6)
        #expect(decision?.reason == "goodput fell" && decision?.to == 3)
    }

    @Test("a server that asks to slow down gets half of the slots back, never the last")
    func throttled() {
        var tuner = SlotTuner(start: 8)
        #expect(tuner.throttled()?.to == 4)
        #expect(tuner.throttled()?.to == 2)
        #expect(tuner.throttled()?.to == 1)
        #expect(tuner.throttled() == nil)
    }

    @Test("whatever is measured there is one slot at least and the maximum at most", arguments: 0..<30 as Range<UInt64>)
    func bounds(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let maximum = Int.random(in: 1...20, using: &random)
        var tuner = SlotTuner(start: 1, maximum: maximum)
        for _ in 0..<300 {
            let before = tuner.slots
            let decision =
                Int.random(in: 0..<20, using: &random) == 0
                ? tuner.throttled() : tuner.measured(goodput: Double.random(in: 0...1e9, using: &random))
            #expect((1...maximum).contains(tuner.slots), "seed \(seed)")
            #expect(decision.map { $0.from == before && $0.to == tuner.slots } ?? (tuner.slots == before))
        }
    }
}
