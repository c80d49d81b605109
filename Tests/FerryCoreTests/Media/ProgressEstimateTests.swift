import FerryCore
import Testing

@Suite struct ProgressEstimateTests {
    @Test("percent and time left are right within 10 points after the first fifth", arguments: [true, false])
    func accuracy(knowsSeconds: Bool) {
        var estimate = ProgressEstimate(expectedSeconds: knowsSeconds ? 60 : nil, bytesTotal: 1_000_000)
        var random = FixedRandom(seed: 3)
        // An encoder that holds 2 s back and whose speed wavers by a fifth.
        let work = 30.0
        for step in 1...100 {
            let elapsed = work * Double(step) / 100
            let wavering = Double.random(in: -0.02...0.02, using: &random)
            let share = min(1, max(0, Double(step) / 100 + wavering))
            estimate.advance(
                MediaProgress(secondsDone: max(0, share * 60 - 2), bytesRead: Int64(share * 1_000_000)),
                elapsedSeconds: elapsed)
            guard step >= 20 else { continue }
            #expect(abs(estimate.percent - Double(step)) <= 10, "step \(step)")
            let left = estimate.etaSeconds ?? -1
            #expect(abs(elapsed + left - work) <= work * 0.5, "step \(step)")
            #expect(abs(elapsed / (elapsed + left) * 100 - Double(step)) <= 10, "step \(step)")
        }
    }

    @Test("percent never falls and never passes 100, whatever comes in")
    func bounds() {
        for seed in 0..<200 {
            var random = FixedRandom(seed: UInt64(seed))
            var estimate = ProgressEstimate(
                expectedSeconds: [nil, 0, 5, .infinity, .nan].randomElement(using: &random) ?? nil,
                bytesTotal: [0, 10, 1000].randomElement(using: &random) ?? 0)
            var last = 0.0
            for _ in 0..<50 {
                let seconds = [Double.nan, .infinity, Double.random(in: -5...20, using: &random)]
                estimate.advance(
                    MediaProgress(
                        secondsDone: seconds.randomElement(using: &random) ?? 0,
                        bytesRead: Int64.random(in: -10...2000, using: &random)),
                    elapsedSeconds: Double.random(in: -1...100, using: &random))
                #expect(estimate.percent >= last && estimate.percent <= 100, "seed \(seed)")
                #expect((estimate.etaSeconds ?? 0) >= 0 && (estimate.etaSeconds ?? 0).isFinite, "seed \(seed)")
                last = estimate.percent
            }
        }
    }

    @Test("nothing is claimed before there is progress, and the end is the end")
    func ends() {
        var estimate = ProgressEstimate(expectedSeconds: 10, bytesTotal: 0)
        #expect(estimate.percent == 0 && estimate.etaSeconds == nil)
        estimate.advance(MediaProgress(secondsDone: 0, bytesRead: 0), elapsedSeconds: 5)
        #expect(estimate.etaSeconds == nil)
        estimate.finish()
        #expect(estimate.percent == 100 && estimate.etaSeconds == 0 && estimate.secondsDone == 10)
    }
}
