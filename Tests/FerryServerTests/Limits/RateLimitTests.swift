import FerryCore
import FerryReceiver
import Testing

@testable import FerryServer

@Suite struct RateLimitTests {
    private static func time(_ seconds: Double) -> Timestamp { Timestamp(secondsSinceEpoch: 1000 + seconds) }

    @Test("a burst is served at once, then as many as the rate allows")
    func burst() {
        var limit = RateLimit(perSecond: 2, burst: 3)
        #expect((0..<3).allSatisfy { _ in limit.admit("a", now: Self.time(0)) == nil })
        #expect(limit.admit("a", now: Self.time(0)) == 0.5)
        #expect(limit.admit("b", now: Self.time(0)) == nil)
        #expect(limit.admit("a", now: Self.time(0.5)) == nil)
        #expect(limit.admit("a", now: Self.time(0.5)) == 0.5)
        // A clock that was set back fills nothing.
        #expect(limit.admit("a", now: Self.time(-100)) != nil)
    }

    @Test("memory is bounded: who may do everything is forgotten first")
    func memory() {
        var limit = RateLimit(perSecond: 1, burst: 1)
        for client in 0..<(RateLimit.maxClients + 10) { _ = limit.admit("c\(client)", now: Self.time(Double(client))) }
        #expect(limit.clients <= RateLimit.maxClients)
        for client in 0..<(RateLimit.maxClients + 10) { _ = limit.admit("d\(client)", now: Self.time(20_000)) }
        #expect(limit.clients <= RateLimit.maxClients)
    }
}

@Suite struct BodyPatienceTests {
    @Test("bytes earn time; a silence never lasts longer than the limit, and waiting uses the time up")
    func patience() {
        var patience = BodyPatience(minRate: 100, grace: 5, idle: 8)
        #expect(patience.left == 5)
        patience.took(bytes: 1000, after: 1)
        #expect(patience.left == 8)
        patience.took(bytes: 0, after: 10)
        #expect(patience.left == 4)
        patience.took(bytes: 1, after: 30)
        #expect(patience.left == 0)
    }

    @Test("a body that trickles in runs out of patience, one at the least rate does not")
    func rates() {
        var (slow, steady) = (
            BodyPatience(minRate: 100, grace: 5, idle: 8), BodyPatience(minRate: 100, grace: 5, idle: 8)
        )
        for _ in 0..<20 {
            slow.took(bytes: 1, after: 1)
            steady.took(bytes: 100, after: 1)
        }
        #expect(slow.left == 0)
        #expect(steady.left == 5)
    }
}
