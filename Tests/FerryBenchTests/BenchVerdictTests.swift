import FerryBench
import FerryCore
import FerryTesting
import Glibc
import Testing

@Suite struct BenchVerdictTests {
    private static let cells = BenchCell.matrix(
        dialects: ["tus"], sizes: [8_000_000], chunkSizes: [1_000_000, 4_000_000], slots: [1, 2, 4])

    private static func report(_ goodput: (BenchCell, Int) -> Double, turns: Int = 6) -> BenchReport {
        let runs = cells.flatMap { cell in
            (1...turns).map { turn in
                BenchReport.Run(
                    cell: cell, files: 1, turn: turn, startSeconds: Double(turn), seconds: 1,
                    goodput: goodput(cell, turn),
                    timeToFirstByte: nil, chunkSeconds: .init(ChunkLatency()), retries: 0, stalledSeconds: 0,
                    cpuSeconds: 0, memoryBytes: nil, phases: .init())
            }
        }
        let machine = BenchReport.Machine(
            system: "test", processors: 1, mediaferry: "0", libcurl: "0", sharesProcess: false)
        let now = Timestamp(secondsSinceEpoch: 0)
        return BenchReport(
            startedAt: now, finishedAt: now, destination: "test", shape: nil, seed: 1, machine: machine, runs: runs,
            latency: ChunkLatency())
    }

    /// Noise of a rate, in proportion, with a standard deviation of about `share`.
    private static func noise(_ share: Double, _ random: inout SeededRandom) -> Double {
        exp(share * ((0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0...1, using: &random) }))
    }

    @Test("Without a change at most one comparison in twenty names one in any cell")
    func falseAlarms() {
        var random = SeededRandom(seed: 20)
        var alarms = 0
        var overall = 0
        for _ in 0..<400 {
            let earlier = Self.report { _, _ in 1e6 * Self.noise(0.1, &random) }
            let now = Self.report { _, _ in 1e6 * Self.noise(0.1, &random) }
            let comparison = BenchComparison(now, with: earlier)
            if comparison.cells.contains(where: { $0.verdict != .noDifference }) { alarms += 1 }
            if comparison.verdict != .noDifference { overall += 1 }
        }
        // 20 are expected at most; three standard deviations more are 33.
        #expect(alarms <= 33, "\(alarms) of 400")
        #expect(overall <= 33, "\(overall) of 400")
    }

    @Test("A planted slowdown of 20 % is found, and so is a gain", arguments: [UInt64(1), 2, 3, 4, 5])
    func planted(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let earlier = Self.report { _, _ in 1e6 * Self.noise(0.03, &random) }
        let slow = Self.report { _, _ in 0.8e6 * Self.noise(0.03, &random) }
        let slower = BenchComparison(slow, with: earlier)
        #expect(slower.verdict == .slower, "seed \(seed)")
        #expect(slower.cells.allSatisfy { $0.verdict == .slower }, "seed \(seed)")
        #expect(BenchComparison(earlier, with: slow).verdict == .faster, "seed \(seed)")
    }

    @Test("One slow cell is named alone")
    func oneCell() {
        var random = SeededRandom(seed: 9)
        let earlier = Self.report { _, _ in 1e6 * Self.noise(0.02, &random) }
        let now = Self.report { cell, _ in (cell == Self.cells[3] ? 0.8e6 : 1e6) * Self.noise(0.02, &random) }
        let comparison = BenchComparison(now, with: earlier)
        #expect(comparison.cells.filter { $0.verdict == .slower }.map(\.cell) == [Self.cells[3]])
    }

    @Test("A change too small to matter is none, and one run is too few")
    func bounds() {
        let earlier = Self.report { _, turn in 1e6 + Double(turn) }
        let now = Self.report { _, turn in 1.01e6 + Double(turn) }
        #expect(BenchComparison(now, with: earlier).verdict == .noDifference)
        let single = Self.report({ _, _ in 1e6 }, turns: 1)
        #expect(BenchComparison(single, with: earlier).verdict == .tooFewRuns)
    }

    @Test("What makes two benches hard to compare is said")
    func differences() {
        let earlier = Self.report { _, _ in 1e6 }
        var now = earlier
        now.shape = "rate=1M"
        now.machine.processors = 64
        #expect(BenchComparison(now, with: earlier).differences.count == 2)
        #expect(BenchComparison(earlier, with: earlier).differences.isEmpty)
    }

    @Test(
        "Of settings as good as the best, few slots and small chunks are recommended",
        arguments: [
            ([1: 1.0, 2: 1.0, 4: 1.0], 1), ([1: 0.5, 2: 1.0, 4: 1.0], 2), ([1: 0.5, 2: 0.7, 4: 1.0], 4),
            ([1: 1.0, 2: 0.9, 4: 0.8], 1),
        ] as [([Int: Double], Int)])
    func slots(shares: [Int: Double], slots: Int) {
        var random = SeededRandom(seed: 3)
        let report = Self.report { cell, _ in 1e6 * (shares[cell.slots] ?? 0) * Self.noise(0.01, &random) }
        #expect(report.recommendation.slots == slots)
        #expect(report.recommendation.chunkBytes == 1_000_000)
    }

    @Test("A larger chunk is recommended where it carries more")
    func chunks() {
        var random = SeededRandom(seed: 4)
        let report = Self.report { cell, _ in (cell.chunkBytes == 4_000_000 ? 1e6 : 0.7e6) * Self.noise(0.01, &random) }
        #expect(report.recommendation.chunkBytes == 4_000_000 && report.recommendation.slots == 1)
    }

    @Test("Encoding pays above the bitrate at which both ways take as long")
    func encoding() {
        let advice = EncodeAdvice(speed: 2, outputBitrate: 1e6)
        // 1 MB/s is 8 Mbit/s: a second of media at b takes b/8e6; encoded, 1/2 + 1/8.
        #expect(advice.threshold(goodput: 1e6) == 5e6)
        let summary = Self.report { _, turn in 1e6 + Double(turn) }.summary
        #expect(BenchReport.Recommendation(summary, encoding: advice, bitrate: 6e6).encode == true)
        #expect(BenchReport.Recommendation(summary, encoding: advice, bitrate: 4e6).encode == false)
        #expect(BenchReport.Recommendation(summary, encoding: nil, bitrate: 4e6).encode == nil)
        #expect(BenchReport.Recommendation([], encoding: advice, bitrate: 4e6).chunkBytes == nil)
    }
}
