import FerryCore
import FerryTesting
import Testing

@Suite struct AdaptiveFirstByteLimitTests {
    /// A limit that has watched these replies.
    private func watched(_ seconds: [Double], policy: AdaptiveFirstByteLimit.Policy = .init()) -> AdaptiveFirstByteLimit
    {
        var limit = AdaptiveFirstByteLimit(policy: policy)
        for second in seconds { limit.replied(after: second, wasLimited: false) }
        return limit
    }

    static let firstLimits: [(seconds: [Double], limit: Double?)] = [
        ([], nil),
        (Array(repeating: 0.2, count: 9), nil),
        (Array(repeating: 0.2, count: 10), 1),
        (Array(repeating: 0.5, count: 10), 1.2),
        (Array(repeating: 0.1, count: 8) + [3, 4], 3),
        (Array(repeating: 0, count: 10), 1),
        (Array(repeating: 4.2, count: 10), 4.9),
        (Array(repeating: 4.4, count: 10), nil),
        (Array(repeating: 0.1, count: 8) + [6, 6], nil),
        (Array(repeating: 0.2, count: 9) + [.nan, -1, .infinity], nil),
    ]

    @Test(
        "the first limit is the ninetieth percentile, or the average and a margin, never below a second",
        arguments: firstLimits)
    func first(seconds: [Double], limit: Double?) {
        let found = watched(seconds).limit
        #expect(found.map { ($0 * 1000).rounded() / 1000 } == limit)
    }

    @Test("the configured limit is the ceiling: what does not undercut it is not granted")
    func ceiling() {
        var limit = watched(Array(repeating: 0.2, count: 10))
        #expect(limit.grant(ceiling: 0.5) == nil)
        #expect(limit.grant(ceiling: 1) == nil)
        #expect(limit.grant(ceiling: 1.5) == 1)
    }

    @Test("replies in time move the limit by a hundredth of the way to the average and a margin")
    func nudge() throws {
        var limit = watched(Array(repeating: 2, count: 10))
        limit.replied(after: 1, wasLimited: false)
        let average = 2 + (1 - 2) * 0.01
        #expect(abs(try #require(limit.limit) - (2.7 + (average + 0.7 - 2.7) * 0.01)) < 1e-9)
        for _ in 0..<3000 { limit.replied(after: 0.05, wasLimited: false) }
        #expect(abs(try #require(limit.limit) - 1) < 0.01, "it comes down to a second and no further")
    }

    @Test("passing it rarely costs 0.1 s, often 1 s, and above 5 s it is given up for good")
    func rises() throws {
        var limit = watched(Array(repeating: 0.2, count: 10))
        for _ in 0..<900 {
            let granted = limit.grant(ceiling: 60) != nil
            limit.replied(after: 0.2, wasLimited: granted)
        }
        #expect(limit.grant(ceiling: 60) != nil)
        limit.passed()
        #expect(abs(try #require(limit.limit) - 1.1) < 0.01, "one in 901 is more than a thousandth")
        for _ in 0..<4 {
            #expect(limit.grant(ceiling: 60) != nil)
            limit.passed()
        }
        #expect(try #require(limit.limit) < 1.6)
        var worse = watched(Array(repeating: 0.2, count: 10), policy: generous)
        for step in 1...4 {
            #expect(worse.grant(ceiling: 60) != nil)
            worse.passed()
            #expect(abs(try #require(worse.limit) - (1 + Double(step))) < 0.01)
        }
        worse.passed()
        #expect(worse.limit == nil)
        for _ in 0..<100 { worse.replied(after: 0.1, wasLimited: false) }
        #expect(worse.limit == nil && worse.grant(ceiling: 60) == nil)
    }

    private var generous: AdaptiveFirstByteLimit.Policy {
        var policy = AdaptiveFirstByteLimit.Policy()
        policy.share = 1
        policy.savedMost = 50
        return policy
    }

    @Test("two requests at once do not share one re-send")
    func reserved() {
        var limit = watched(Array(repeating: 0.2, count: 10))
        #expect(limit.grant(ceiling: 60) != nil)
        #expect(limit.grant(ceiling: 60) == nil)
        limit.released()
        #expect(limit.grant(ceiling: 60) != nil)
        limit.passed()
        #expect(limit.grant(ceiling: 60) == nil, "it was used")
    }

    @Test("no more than its share of the requests is ever sent again", arguments: 0..<40 as Range<UInt64>)
    func share(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var policy = AdaptiveFirstByteLimit.Policy()
        policy.most = 1e6
        var limit = AdaptiveFirstByteLimit(policy: policy)
        var (requests, resent, underWay) = (0, 0, [Bool]())
        let badness = Double.random(in: 0...1, using: &random)
        for _ in 0..<5000 {
            if underWay.count < 4 {
                underWay.append(limit.grant(ceiling: .random(in: 0.5...1e6, using: &random)) != nil)
                requests += 1
            }
            guard Bool.random(using: &random) else { continue }
            let wasLimited = underWay.remove(at: Int.random(in: 0..<underWay.count, using: &random))
            if wasLimited, Double.random(in: 0...1, using: &random) < badness {
                limit.passed()
                resent += 1
            } else if wasLimited, Int.random(in: 0..<10, using: &random) == 0 {
                limit.released()
            } else {
                limit.replied(after: .random(in: 0...1.5, using: &random), wasLimited: wasLimited)
            }
            if let now = limit.limit { #expect(now >= 1 && now <= policy.most) }
        }
        #expect(Double(resent) <= 1 + Double(requests) * policy.share, "seed \(seed)")
    }
}
