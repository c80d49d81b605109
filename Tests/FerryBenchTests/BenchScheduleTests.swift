import FerryBench
import FerryTesting
import Testing

@Suite struct BenchScheduleTests {
    private let cells = BenchCell.matrix(
        dialects: ["tus", "put"], sizes: [1_000_000, 8_000_000], chunkSizes: [1_000_000, 4_000_000], slots: [1, 2])

    @Test("A matrix has each combination once, without chunks beyond the one that holds the file")
    func matrix() {
        #expect(cells.count == 2 * (1 + 2) * 2)
        #expect(Set(cells).count == cells.count)
        #expect(!cells.contains { $0.bytes == 1_000_000 && $0.chunkBytes == 4_000_000 })
    }

    @Test("Each dialect is warmed up, then each round has each open cell once", arguments: [UInt64(1), 2, 3])
    func rounds(seed: UInt64) {
        var schedule = BenchSchedule(cells, rule: StopRule(halfWidth: 0.01, least: 3, most: 3), seed: seed)
        var steps: [BenchSchedule.Step] = []
        while let step = schedule.next() {
            steps.append(step)
            schedule.measured(step, goodput: 1)
        }
        #expect(steps.prefix(2).map(\.turn) == [0, 0])
        #expect(Set(steps.prefix(2).map(\.cell.dialect)) == ["tus", "put"])
        let measured = Array(steps.dropFirst(2))
        #expect(measured.count == cells.count * 3)
        for round in 0..<3 {
            let part = measured[round * cells.count..<(round + 1) * cells.count]
            #expect(Set(part.map(\.cell)) == Set(cells) && part.allSatisfy { $0.turn == round + 1 })
        }
        let orders = Set((0..<3).map { round in measured[round * cells.count..<(round + 1) * cells.count].map(\.cell) })
        #expect(orders.count == 3, "seed \(seed): rounds have orders of their own")
    }

    @Test("The same seed gives the same order, another one another")
    func seeds() {
        func order(_ seed: UInt64) -> [BenchCell] {
            var schedule = BenchSchedule(cells, rule: StopRule(most: 1), seed: seed, warmsUp: false)
            var order: [BenchCell] = []
            while let step = schedule.next() {
                order.append(step.cell)
                schedule.measured(step, goodput: 1)
            }
            return order
        }
        #expect(order(5) == order(5))
        #expect(order(5) != order(6))
    }

    @Test("A cell is measured until it is precise, others until the most", arguments: [UInt64(11), 12, 13])
    func stopping(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (calm, wild) = (cells[0], cells[1])
        var schedule = BenchSchedule([calm, wild], rule: StopRule(halfWidth: 0.05, least: 3, most: 12), seed: seed)
        var counts: [BenchCell: Int] = [:]
        while let step = schedule.next() {
            let noise = step.cell == calm ? 0.002 : 0.5
            if step.turn > 0 { counts[step.cell, default: 0] += 1 }
            schedule.measured(step, goodput: 100 * (1 + noise * .random(in: -1...1, using: &random)))
        }
        #expect(counts[calm] == 3, "seed \(seed)")
        #expect(counts[wild] == 12, "seed \(seed)")
    }

    @Test("A cell that fails twice is left out, and the rest goes on")
    func failing() {
        var schedule = BenchSchedule(Array(cells.prefix(2)), rule: StopRule(least: 3, most: 4), seed: 1, warmsUp: false)
        var tries: [BenchCell: Int] = [:]
        while let step = schedule.next() {
            tries[step.cell, default: 0] += 1
            if step.cell == cells[0] { schedule.failed(step) } else { schedule.measured(step, goodput: 1) }
        }
        #expect(tries[cells[0]] == 2 && tries[cells[1]] == 3)
    }

    @Test(
        "The rule stops when half of Student's interval is narrow enough",
        arguments: [
            ([100.0, 100], false), ([100, 100, 100], true), ([100, 101, 99], true), ([100, 110, 90], false),
            ([100, 110, 90, 100, 110], true),
        ] as [([Double], Bool)])
    func rule(goodputs: [Double], isDone: Bool) {
        // 100, 101, 99: 4.303 × 1 / √3 is 2.5 %; 100, 110, 90: ten times that. At five runs there is an end in any case.
        #expect(StopRule(halfWidth: 0.05, least: 3, most: 5).isDone(goodputs) == isDone)
    }
}
