import FerryCore
import Testing

@Suite struct ProgressDiaryTests {
    private static let start = Timestamp(microseconds: 1_000_000_000)

    private static func at(_ seconds: Double) -> Timestamp { start.advanced(bySeconds: seconds) }

    /// One thing that is told, and whether it is written.
    private struct Told {
        var percent: Double
        var cause = ProgressDiary.Cause.progress
        var second: Double
        var isWritten: Bool
    }

    private func expect(_ mode: ProgressDiary.Mode, _ told: [Told], source: SourceLocation = #_sourceLocation) {
        var diary = ProgressDiary(mode: mode)
        for (place, one) in told.enumerated() {
            let entry = diary.told(percent: one.percent, cause: one.cause, at: Self.at(one.second))
            #expect(entry.isWritten == one.isWritten, "step \(place)", sourceLocation: source)
        }
    }

    @Test("milestones are written, what lies between is not")
    func milestones() {
        expect(
            .milestones,
            [
                .init(percent: 3, second: 0, isWritten: false), .init(percent: 10, second: 5, isWritten: true),
                .init(percent: 24.9, second: 60, isWritten: false), .init(percent: 26, second: 65, isWritten: true),
                .init(percent: 100, cause: .completion, second: 66, isWritten: true),
            ])
    }

    @Test("what comes within two seconds of a write waits for the next and is then written")
    func merging() {
        expect(
            .milestones,
            [
                .init(percent: 10, second: 0, isWritten: true), .init(percent: 25, second: 1, isWritten: false),
                .init(percent: 26, second: 1.9, isWritten: false), .init(percent: 27, second: 2, isWritten: true),
                .init(percent: 28, second: 9, isWritten: false),
            ])
    }

    @Test("a clock that was set back holds no write up")
    func clockSetBack() {
        expect(
            .milestones,
            [
                .init(percent: 10, second: 100, isWritten: true), .init(percent: 25, second: 50, isWritten: true),
            ])
    }

    @Test("pauses of more than thirty seconds and jumps are written, shorter pauses are not")
    func pausesAndJumps() {
        expect(
            .milestones,
            [
                .init(percent: 1, cause: .pause(seconds: 30), second: 0, isWritten: false),
                .init(percent: 1, cause: .pause(seconds: 30.1), second: 10, isWritten: true),
                .init(percent: 7, cause: .jump, second: 20, isWritten: true),
                .init(percent: 2, cause: .jump, second: 21, isWritten: false),
                .init(percent: 2, cause: .shutdown, second: 21.1, isWritten: true),
                .init(percent: 2, cause: .completion, second: 21.2, isWritten: true),
            ])
    }

    @Test("the interval mode writes every thirty seconds and at each pause")
    func interval() {
        expect(
            .interval,
            [
                .init(percent: 1, second: 0, isWritten: true), .init(percent: 50, second: 29, isWritten: false),
                .init(percent: 51, second: 30, isWritten: true),
                .init(percent: 40, cause: .jump, second: 40, isWritten: false),
                .init(percent: 41, cause: .pause(seconds: 0), second: 41, isWritten: true),
            ])
    }

    @Test("milestones never fall, whatever the progress does")
    func neverFalls() {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        var generator = SplitMix(state: seed)
        var diary = ProgressDiary()
        var highest = 0
        for step in 0..<1000 {
            let percent = Double.random(in: 0...100, using: &generator)
            _ = diary.told(percent: percent, cause: .progress, at: Self.at(Double(step)))
            #expect(diary.milestones.passed >= highest, "seed \(seed)")
            highest = diary.milestones.passed
        }
        #expect(highest >= 75, "seed \(seed)")
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
