import FerryCore
import Testing

@Suite struct RateFactorSearchTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var codec: VideoSettings.Codec
        /// Quality at the factor 0, and decibels lost with each step.
        var top: Double
        var slope: Double
        var testDescription: String { "\(codec) \(top) dB - \(slope) a step" }
    }

    static let rows = [
        Row(codec: .h264, top: 48, slope: 0.55), Row(codec: .h264, top: 60, slope: 0.8),
        Row(codec: .h264, top: 44, slope: 0.25), Row(codec: .av1, top: 46, slope: 0.3),
        Row(codec: .av1, top: 52, slope: 0.45), Row(codec: .av1, top: 40, slope: 0.12),
    ]

    /// A fall that is not straight, as real ones are.
    private func quality(_ row: Row, _ factor: Int) -> Double {
        row.top - row.slope * Double(factor) - 0.004 * Double(factor * factor)
    }

    @Test("the highest factor that reaches the target is found in six trials", arguments: rows)
    func finds(_ row: Row) {
        let range = RateFactorSearch.range(of: row.codec)
        for target in stride(from: 25.0, through: 50, by: 0.5) {
            var search = RateFactorSearch(target: target, range: range, first: row.codec == .h264 ? 26 : 40)
            while let factor = search.next {
                #expect(range.contains(factor))
                search.tried(factor, quality: quality(row, factor))
            }
            let best = range.last { quality(row, $0) >= target }
            #expect(search.trials <= RateFactorSearch.maxTrials)
            #expect((search.reached == nil) == (best == nil))
            if let best, let found = search.reached {
                #expect(quality(row, found.factor) >= target)
                // One step at most is given away when trials run out.
                #expect(best - found.factor <= 1, "target \(target)")
            }
        }
    }

    @Test("a target beyond all factors is told from one that is reached", arguments: [200.0, .infinity, .nan])
    func outOfReach(_ target: Double) {
        var search = RateFactorSearch(target: target, range: 16...40, first: 26)
        while let factor = search.next { search.tried(factor, quality: 40) }
        #expect(search.reached == nil && search.missed?.factor == 16)
    }

    @Test("what no quality can be said of counts as missed")
    func noQuality() {
        var search = RateFactorSearch(target: 35, range: 16...40, first: 26)
        while let factor = search.next { search.tried(factor, quality: .nan) }
        #expect(search.reached == nil && search.trials <= RateFactorSearch.maxTrials)
    }

    @Test("a range of one factor is one trial")
    func single() {
        var search = RateFactorSearch(target: 35, range: 20...20, first: 40)
        #expect(search.next == 20)
        search.tried(20, quality: 36)
        #expect(search.next == nil && search.reached?.factor == 20)
    }
}
