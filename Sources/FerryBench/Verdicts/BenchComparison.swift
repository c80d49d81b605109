public import FerryCore

/// A bench beside an earlier one, cell by cell.
///
/// The rule: a cell is faster or slower when Welch's interval of the ratio of goodputs (of their logarithms) leaves out
/// 1 and the ratio is off by more than ``leastChange``. The intervals are made so wide (Bonferroni) that with no change
/// at all a verdict other than `noDifference` comes about in at most one comparison in twenty, over all cells together.
/// The overall verdict does the same with the mean of the cells.
public struct BenchComparison: Sendable, Equatable, Codable {
    /// What can be said.
    public enum Verdict: String, Sendable, Codable {
        /// Bytes go through faster.
        case faster
        /// Bytes go through slower.
        case slower
        /// Noise explains the difference, or it is too small to matter.
        case noDifference
        /// Fewer than two runs on a side.
        case tooFewRuns
    }

    /// One cell.
    public struct Cell: Sendable, Equatable, Codable {
        /// With what.
        public var cell: BenchCell
        /// Mean goodput of the earlier bench.
        public var earlier: Double
        /// Mean goodput now.
        public var now: Double
        /// Now over earlier, by geometric means; `nil` for too few runs.
        @Nullable public var ratio: Double?
        /// The lower end of the ratio's interval.
        @Nullable public var low: Double?
        /// The upper end.
        @Nullable public var high: Double?
        /// What can be said.
        public var verdict: Verdict
    }

    /// Changes below this share are no difference.
    public static let leastChange = 0.02
    /// How often no change at all may be called one.
    public static let falseAlarms = 0.05

    /// Cells that both have.
    public var cells: [Cell]
    /// Now over earlier over all cells; `nil` where nothing can be said.
    @Nullable public var ratio: Double?
    /// What can be said of all cells together.
    public var verdict: Verdict
    /// What makes the two hard to compare, such as another shape or machine.
    public var differences: [String]

    /// Compares two benches.
    public init(_ now: BenchReport, with earlier: BenchReport) {
        let before = Dictionary(grouping: earlier.runs, by: \.cell).mapValues { $0.map(\.goodput) }
        let after = Dictionary(grouping: now.runs, by: \.cell).mapValues { $0.map(\.goodput) }
        let shared = now.summary.map(\.cell).filter { before[$0] != nil }
        let confidence = 1 - Self.falseAlarms / Double(max(1, shared.count))
        cells = shared.map { Self.compare($0, after[$0] ?? [], before[$0] ?? [], confidence) }
        let interval = Self.overall(shared.map { (after[$0] ?? [], before[$0] ?? []) })
        _ratio = Nullable(wrappedValue: interval?.ratio)
        verdict = interval.map(Self.verdict) ?? .tooFewRuns
        differences = Self.differences(now, earlier, shared: shared.count)
    }

    private static func compare(
        _ cell: BenchCell, _ now: [Double], _ earlier: [Double], _ confidence: Double
    ) -> Cell {
        let interval = RatioInterval(now, over: earlier, confidence: confidence)
        return Cell(
            cell: cell, earlier: Sample(earlier).mean, now: Sample(now).mean,
            ratio: interval?.ratio, low: interval?.low,
            high: interval?.high, verdict: interval.map(verdict) ?? .tooFewRuns)
    }

    /// The mean over cells of the logarithm of the ratio, each cell with the same weight.
    private static func overall(_ pairs: [(now: [Double], earlier: [Double])]) -> RatioInterval? {
        let usable = pairs.filter {
            min($0.now.count, $0.earlier.count) > 1 && ($0.now + $0.earlier).allSatisfy { $0 > 0 }
        }
        guard !usable.isEmpty else { return nil }
        let count = Double(usable.count)
        let sides = usable.map { pair in
            (now: Sample(pair.now.map(Ratio.logarithm)), earlier: Sample(pair.earlier.map(Ratio.logarithm)))
        }
        let difference = sides.reduce(0) { $0 + $1.now.mean - $1.earlier.mean } / count
        let parts = sides.flatMap { [$0.now, $0.earlier] }.map {
            (square: $0.variance / Double($0.count) / (count * count), count: $0.count)
        }
        return RatioInterval(difference: difference, parts: parts, confidence: 1 - falseAlarms)
    }

    private static func verdict(_ interval: RatioInterval) -> Verdict {
        if interval.low > 1, interval.ratio > 1 + leastChange { return .faster }
        if interval.high < 1, interval.ratio < 1 - leastChange { return .slower }
        return .noDifference
    }

    private static func differences(_ now: BenchReport, _ earlier: BenchReport, shared: Int) -> [String] {
        var found: [String] = []
        if shared < max(now.summary.count, earlier.summary.count) {
            found.append("\(shared) cells are in both, of \(now.summary.count) now and \(earlier.summary.count) before")
        }
        if now.shape != earlier.shape {
            found.append("the link is \(now.shape ?? "not shaped") now and was \(earlier.shape ?? "not shaped")")
        }
        if now.destination != earlier.destination { found.append("the destination is another") }
        if now.machine != earlier.machine { found.append("the machine or a version is another") }
        return found
    }
}
