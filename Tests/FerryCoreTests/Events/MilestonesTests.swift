import FerryCore
import FerryTesting
import Testing

@Suite struct MilestonesTests {
    static let table: [(progress: [Double], passed: [Int?])] = [
        ([0, 9.99, 10, 10, 24, 25.1], [nil, nil, 10, nil, nil, 25]), ([60], [50]), ([100], [100]),
        ([120, 130], [100, nil]),
        ([50, 30, 50, 75], [50, nil, nil, 75]), ([.nan, -1, .infinity], [nil, nil, 100]),
        ([96, 95, 100], [95, nil, 100]),
    ]

    @Test("each milestone is passed once, and only the highest of a jump", arguments: table.indices)
    func passing(index: Int) {
        var milestones = Milestones()
        #expect(Self.table[index].progress.map { milestones.reached(percent: $0) } == Self.table[index].passed)
    }

    @Test("after a restart those passed before are not passed again", arguments: [0, 10, 50, 100])
    func restart(passed: Int) {
        var milestones = Milestones(passed: passed)
        let all = stride(from: 0.0, through: 100, by: 0.5).compactMap { milestones.reached(percent: $0) }
        #expect(all == Milestones.percents.filter { $0 > passed })
    }

    @Test("whatever the progress does, milestones only rise", arguments: 0..<20 as Range<UInt64>)
    func rising(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var milestones = Milestones()
        var highest = 0.0
        for _ in 0..<100 {
            let percent = Double.random(in: -10...110, using: &random)
            highest = max(highest, percent)
            let before = milestones.passed
            let reached = milestones.reached(percent: percent)
            #expect(
                reached == nil
                    ? milestones.passed == before : milestones.passed > before && milestones.passed == reached)
            #expect(milestones.passed == Milestones.percents.last { Double($0) <= highest } ?? 0)
        }
    }

    @Test("the percentages are those of the project's words")
    func percents() {
        #expect(Milestones.percents == [10, 25, 50, 75, 90, 95, 100])
    }
}
