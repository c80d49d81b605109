import FerryCore

/// Decides what is measured next: a warm-up for each dialect, then rounds over all cells that are not done, each round in
/// a seeded order of its own, so that what changes with time hits all cells alike.
public struct BenchSchedule: Sendable {
    /// One run to make.
    public struct Step: Sendable, Hashable {
        /// With what.
        public var cell: BenchCell
        /// Counts the measured runs of the cell from 1; 0 is a warm-up that does not count.
        public var turn: Int
    }

    /// Runs of a cell that may fail before it is left out.
    static let maxFailures = 2

    private let rule: StopRule
    private var random: SplitMix64
    private var warmUps: [BenchCell]
    private var open: [BenchCell]
    private var round: [BenchCell] = []
    private var goodputs: [BenchCell: [Double]] = [:]
    private var failures: [BenchCell: Int] = [:]

    /// A schedule for cells, each named once.
    public init(_ cells: [BenchCell], rule: StopRule, seed: UInt64, warmsUp: Bool = true) {
        self.rule = rule
        random = SplitMix64(seed: seed)
        open = cells
        var seen: Set<String> = []
        warmUps = warmsUp ? cells.filter { seen.insert($0.dialect).inserted } : []
    }

    /// What to do next; `nil` when all is done.
    public mutating func next() -> Step? {
        if let cell = warmUps.first {
            warmUps.removeFirst()
            return Step(cell: cell, turn: 0)
        }
        if round.isEmpty { round = open.shuffled(using: &random) }
        while let cell = round.popLast() {
            if isOpen(cell) { return Step(cell: cell, turn: (goodputs[cell]?.count ?? 0) + 1) }
            if round.isEmpty { round = open.shuffled(using: &random) }
        }
        return nil
    }

    /// A step was measured. Bytes a second, above 0.
    public mutating func measured(_ step: Step, goodput: Double) {
        guard step.turn > 0 else { return }
        goodputs[step.cell, default: []].append(goodput)
        if rule.isDone(goodputs[step.cell] ?? []) { open.removeAll { $0 == step.cell } }
    }

    /// A step failed.
    public mutating func failed(_ step: Step) {
        guard step.turn > 0 else { return }
        failures[step.cell, default: 0] += 1
        if failures[step.cell, default: 0] >= Self.maxFailures { open.removeAll { $0 == step.cell } }
    }

    /// Runs that will be made at least and at most from here, warm-ups counted.
    public var runsLeft: ClosedRange<Int> {
        let made = { (cell: BenchCell) in goodputs[cell]?.count ?? 0 }
        let least = open.reduce(0) { $0 + max(1, rule.least - made($1)) }
        let most = open.reduce(0) { $0 + rule.most - made($1) }
        return (warmUps.count + least)...(warmUps.count + max(least, most))
    }

    private func isOpen(_ cell: BenchCell) -> Bool { open.contains(cell) }
}
