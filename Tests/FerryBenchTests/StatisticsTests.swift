import FerryBench
import Testing

/// Expected values are those of SciPy 1.17: `scipy.stats.t.isf(tail, freedom)`.
@Suite struct StatisticsTests {
    @Test(
        "Student's values are those of SciPy",
        arguments: [
            (1.0, [1.0, 6.31375151468, 12.7062047362, 63.6567411629, 636.619248769]),
            (2, [0.816496580928, 2.91998558035, 4.30265272975, 9.92484320092, 31.5990545764]),
            (3, [0.764892328404, 2.3533634348, 3.18244630528, 5.84090930973, 12.9239786367]),
            (4.5, [0.732866686236, 2.06557588888, 2.6589123472, 4.27282399301, 7.58074049937]),
            (9, [0.702722146751, 1.83311293266, 2.2621571628, 3.24983554159, 4.78091258593]),
            (30, [0.682755693321, 1.69726088659, 2.0422724563, 2.74999565357, 3.64595863504]),
            (10_000, [0.674514284484, 1.64500601807, 1.96020123989, 2.57632104667, 3.29149996594]),
        ] as [(Double, [Double])])
    func studentT(freedom: Double, values: [Double]) {
        for (tail, value) in zip([0.25, 0.05, 0.025, 0.005, 0.0005], values) {
            let found = StudentT(freedom: freedom).value(exceededBy: tail)
            #expect(abs(found / value - 1) < 1e-9, "freedom \(freedom), tail \(tail): \(found)")
            #expect(abs(StudentT(freedom: freedom).probability(upTo: -value) - tail) < 1e-9)
        }
    }

    @Test("Mean, variance and interval are those of NumPy and SciPy: t.interval(0.95, 5, mean, sem)")
    func interval() throws {
        let sample = Sample([4.1, 3.9, 4.4, 4.0, 4.6, 4.2])
        #expect(abs(sample.mean - 4.2) < 1e-12)
        #expect(abs(sample.variance - 0.068) < 1e-12)
        #expect(abs(try #require(sample.halfWidth()) - 0.273659334) < 1e-6)
    }

    @Test("Nothing is said of too few measurements")
    func tooFew() {
        #expect(Sample([]).halfWidth() == nil)
        #expect(Sample([1]).relativeHalfWidth() == nil)
        #expect(RatioInterval([1], over: [1, 2], confidence: 0.95) == nil)
        #expect(RatioInterval([1, 0], over: [1, 2], confidence: 0.95) == nil)
    }

    @Test(
        "Welch's interval of a ratio is that of SciPy: exp of ttest_ind(log a, log b, equal_var=False)",
        arguments: [(0.95, 1.1827013827, 1.2905623678), (0.99, 1.1574541172, 1.3187130912)])
    func welch(confidence: Double, low: Double, high: Double) throws {
        let later = [10.2, 9.8, 10.5, 10.1, 9.9]
        let interval = try #require(RatioInterval(later, over: [8.1, 8.4, 7.9, 8.3], confidence: confidence))
        #expect(abs(interval.ratio - 1.235455339862) < 1e-9)
        #expect(abs(interval.low - low) < 1e-7 && abs(interval.high - high) < 1e-7)
    }

    @Test("Chunks' times are kept to three digits")
    func latency() throws {
        var latency = ChunkLatency()
        for index in 1...1000 { latency.record(Double(index) / 1000) }
        #expect(abs(try #require(latency.seconds(atShare: 0.5)) / 0.5 - 1) < 0.002)
        #expect(abs(try #require(latency.seconds(atShare: 0.99)) / 0.99 - 1) < 0.002)
        #expect(latency.ranges.reduce(0) { $0 + $1.count } == 1000)
        #expect(ChunkLatency().seconds(atShare: 0.5) == nil && ChunkLatency().ranges.isEmpty)
    }
}
