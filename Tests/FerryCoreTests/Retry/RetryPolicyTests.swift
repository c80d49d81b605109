import FerryCore
import FerryTesting
import Testing

@Suite struct RetryPolicyTests {
    static let policy = RetryPolicy(maxRetries: 3, baseDelay: 0.5, maxDelay: 20, maxServerDelay: 300)
    /// The upper bound of the delay after so many failures in a row.
    static let ceilings: [(failures: Int, seconds: Double)] = [
        (1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16), (7, 20), (8, 20), (100, 20), (.max, 20), (0, 0.5),
    ]

    @Test("the delay is drawn between 0 and a bound that doubles up to the cap", arguments: ceilings)
    func ceiling(failures: Int, seconds: Double) {
        func delay(_ jitter: Double) -> Double {
            Self.policy.delay(failures: failures, jitter: jitter, serverDelay: nil)
        }
        #expect(delay(0) == 0 && delay(1) == seconds && delay(0.25) == seconds / 4)
        #expect(delay(-5) == 0 && delay(5) == seconds, "a wrong draw stays in bounds")
    }

    @Test(
        "a server's wish is never undercut, and granted up to the limit",
        arguments: [(0, 0), (1, 1), (120, 120), (300, 300), (301, 300), (1e300, 300), (-3, 0)] as [(Double, Double)])
    func serverDelay(asked: Double, granted: Double) {
        for (failures, jitter) in [(1, 0), (1, 1), (7, 0), (7, 0.5), (7, 1)] as [(Int, Double)] {
            let delay = Self.policy.delay(failures: failures, jitter: jitter, serverDelay: asked)
            #expect(delay >= granted && delay <= granted + Self.policy.maxDelay / 10)
        }
    }

    @Test(
        "a file's patience is the sum of its longest delays",
        arguments: [(0, 0), (1, 0.5), (3, 3.5), (6, 31.5), (7, 51.5), (64, 1191.5), (66, 1231.5)] as [(Int, Double)])
    func patience(maxRetries: Int, seconds: Double) {
        #expect(RetryPolicy(maxRetries: maxRetries).patience == seconds)
    }

    @Test("full jitter uses the whole span", arguments: 0..<10 as Range<UInt64>)
    func spread(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let draws = (0..<2000).map { _ in
            Self.policy.delay(failures: 4, jitter: .random(in: 0...1, using: &random), serverDelay: nil)
        }
        #expect(draws.allSatisfy { (0...4).contains($0) })
        for tenth in 0..<10 {
            let share = draws.filter { Int($0 / 0.4) == tenth }.count
            #expect((120...280).contains(share), "\(share) of 2000 draws in tenth \(tenth)")
        }
    }

    @Test("the budget grants so many failures in a row and then no more", arguments: [0, 1, 3])
    func budget(maxRetries: Int) {
        var budget = RetryBudget(policy: RetryPolicy(maxRetries: maxRetries, baseDelay: 1, maxDelay: 100))
        for failure in 1...(maxRetries + 1) {
            let delay = budget.failed(jitter: 1, serverDelay: nil)
            #expect(delay == (failure <= maxRetries ? Double(1 << (failure - 1)) : nil))
        }
        #expect(budget.failures == maxRetries)
    }

    @Test("a failure of the host as a whole costs the file nothing and waits nowhere else")
    func outage() {
        var budget = RetryBudget(policy: RetryPolicy(maxRetries: 1))
        var failure = UploadFailure(.connect, FerryError(.destinationUnreachable, "refused"))
        failure.isOutage = true
        for _ in 0..<50 { #expect(budget.failed(failure, jitter: 1) == 0) }
        #expect(budget.failures == 0)
        failure.isOutage = false
        #expect(budget.failed(failure, jitter: 1) == 0.5)
        #expect(budget.failed(failure, jitter: 1) == nil)
    }

    @Test("the budget is full again when bytes moved", arguments: 0..<30 as Range<UInt64>)
    func moved(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var budget = RetryBudget(policy: Self.policy)
        var inARow = 0
        for _ in 0..<200 {
            if Int.random(in: 0..<3, using: &random) == 0 {
                budget.bytesMoved()
                inARow = 0
            } else {
                inARow += 1
                #expect((budget.failed(jitter: 1, serverDelay: nil) != nil) == (inARow <= Self.policy.maxRetries))
            }
            #expect(budget.failures == min(inARow, Self.policy.maxRetries))
        }
    }

    @Test("the causes are those of the contract, written as keys of an object")
    func causes() throws {
        let names =
            "connect tls timeout firstByte stall reset status408 status423 status429 status5xx checksum offset auth expired other"
        #expect(RetryCause.allCases.map(\.rawValue).joined(separator: " ") == names)
        let counts = Dictionary(uniqueKeysWithValues: RetryCause.allCases.map { ($0, 1) })
        #expect(try JSONValue(counts).keys == sorted(names))
        #expect(try throughJSON(counts) == counts)
    }
}
