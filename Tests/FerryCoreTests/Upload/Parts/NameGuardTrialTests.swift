import Testing

@testable import FerryCore

@Suite struct NameGuardTrialTests {
    /// Whether each of so many stored objects is one to try it with; every trial ends in the outcome.
    private func trials(_ outcome: NameGuardTrial.Outcome, bytes: [Int64]) -> (tried: [Int], isProven: Bool) {
        var trial = NameGuardTrial()
        var tried: [Int] = []
        for (index, size) in bytes.enumerated() where trial.stored(bytes: size) {
            tried.append(index)
            trial.ended(outcome)
        }
        return (tried, trial.isProven)
    }

    @Test(
        "it is tried once, after three objects, and again only where nothing could be told",
        arguments: [(.refused, [3], true), (.replaced, [3], false), (.unknown, [3, 4, 5], false)]
            as [(NameGuardTrial.Outcome, [Int], Bool)])
    func tried(outcome: NameGuardTrial.Outcome, at indices: [Int], isProven: Bool) {
        let result = trials(outcome, bytes: Array(repeating: 1000, count: 50))
        #expect(result.tried == indices && result.isProven == isProven)
    }

    @Test("it is tried with a small object, and with one at a time")
    func small() {
        #expect(trials(.refused, bytes: Array(repeating: (1 << 20) + 1, count: 9)).tried.isEmpty)
        #expect(trials(.refused, bytes: [1, 1, 1, 2 << 20, 1 << 20]).tried == [4])
        var trial = NameGuardTrial()
        let asked = (0..<9).map { _ in trial.stored(bytes: 1) }
        #expect(asked.filter(\.self).count == 1 && asked[3])
        #expect(!trial.isProven)
    }
}
