import FerryCore
import FerryTesting
import HTTPTypes
import Testing

@Suite struct HostBreakerTests {
    typealias Action = HostBreaker.Action

    private let failed = HostBreaker.Ending.failed(.connect, serverDelay: nil)

    /// A breaker that has answered once and then failed until it opened.
    private func opened(_ policy: HostBreaker.Policy = .init()) -> HostBreaker {
        var breaker = HostBreaker(policy: policy)
        _ = breaker.ended(.answered, pass: .free, seconds: 0, jitter: 1)
        for _ in 0..<policy.failuresInRow { _ = breaker.ended(failed, pass: .free, seconds: 0, jitter: 1) }
        return breaker
    }

    @Test("it opens after so many failures with no reply between")
    func opens() {
        var breaker = HostBreaker()
        for _ in 0..<9 { #expect(breaker.ended(failed, pass: .free, seconds: 0, jitter: 1) == .none) }
        #expect(breaker.ended(.answered, pass: .free, seconds: 0, jitter: 1) == .none)
        for _ in 0..<9 { #expect(breaker.ended(failed, pass: .free, seconds: 0, jitter: 1) == .none) }
        #expect(breaker.ended(failed, pass: .free, seconds: 0, jitter: 1) == .pause(seconds: 1, givesUp: false))
        #expect(breaker.enter() == nil && breaker.cause == .connect)
    }

    @Test("the retries of a single file never open it with the defaults")
    func singleFile() {
        let retry = RetryPolicy()
        var breaker = HostBreaker(policy: .init(for: retry))
        for _ in 0...retry.maxRetries { #expect(breaker.ended(failed, pass: .free, seconds: 0, jitter: 1) == .none) }
        #expect(breaker.enter() == .free)
    }

    @Test("after the pause one request goes out; its reply lets all go on")
    func probe() {
        var breaker = opened()
        #expect(breaker.enter() == nil)
        #expect(breaker.pauseEnded() == .probe)
        #expect(breaker.enter() == .probe)
        #expect(breaker.enter() == nil, "a second request waits for the probe")
        #expect(breaker.ended(.answered, pass: .probe, seconds: 1, jitter: 1) == .resume)
        #expect(breaker.enter() == .free && breaker.outageSeconds == 0)
    }

    static let pauses: [(jitter: Double, pauses: [Double])] = [
        (1, [1, 2, 4, 8, 15, 15]), (0, [0.5, 1, 2, 4, 7.5, 7.5]), (0.5, [0.75, 1.5, 3, 6, 11.25, 11.25]),
        (9, [1, 2, 4, 8, 15, 15]), (-9, [0.5, 1, 2, 4, 7.5, 7.5]),
    ]

    @Test("pauses double up to a cap, and half of each is drawn", arguments: pauses)
    func pausing(jitter: Double, pauses: [Double]) {
        var breaker = HostBreaker(policy: .init(failuresInRow: 1))
        var action = breaker.ended(failed, pass: .free, seconds: 0, jitter: jitter)
        for (place, pause) in pauses.enumerated() {
            guard case .pause(let seconds, _) = action else {
                Issue.record("no pause \(place)")
                return
            }
            #expect(seconds == pause)
            #expect(breaker.pauseEnded() == .probe && breaker.enter() == .probe)
            action = breaker.ended(failed, pass: .probe, seconds: 0, jitter: jitter)
        }
    }

    @Test(
        "a wait that the host asks for is never undercut, up to a limit, and is no outage",
        arguments: [(0, 1), (0.2, 1), (30, 30), (300, 300), (3600, 300), (-5, 1)] as [(Double, Double)])
    func serverDelay(asked: Double, pause: Double) {
        var breaker = HostBreaker(policy: .init(failuresInRow: 1))
        let ending = HostBreaker.Ending.failed(.status429, serverDelay: asked)
        #expect(breaker.ended(ending, pass: .free, seconds: 0, jitter: 1) == .pause(seconds: pause, givesUp: false))
        #expect(breaker.outageSeconds == 1)
    }

    @Test("a failure of a request that went out before the pause changes nothing, its success ends the outage")
    func stragglers() {
        var breaker = opened()
        #expect(breaker.ended(failed, pass: .free, seconds: 60, jitter: 1) == .none)
        #expect(breaker.state == .pausing && breaker.outageSeconds == 1)
        #expect(breaker.ended(.answered, pass: .free, seconds: 60, jitter: 1) == .resume)
        #expect(breaker.state == .closed && breaker.pauseEnded() == .none)
    }

    @Test("a cancelled probe leaves its turn to the next")
    func cancelledProbe() {
        var breaker = opened()
        #expect(breaker.pauseEnded() == .probe && breaker.enter() == .probe)
        #expect(breaker.ended(.unknown, pass: .probe, seconds: 1, jitter: 1) == .probe)
        #expect(breaker.enter() == .probe)
        #expect(breaker.ended(.unknown, pass: .free, seconds: 1, jitter: 1) == .none)
    }

    @Test("an outage beyond the limit gives up who waits, at every failed probe; a host never met has less time")
    func hopeless() {
        var known = opened(.init(outageLimit: 100, strangerLimit: 10))
        #expect(known.limit == 100)
        #expect(probes(&known, seconds: 5) == 8, "pauses of 1, 2, 4, 8 and then 15 seconds, with 5 for each probe")
        var stranger = HostBreaker(policy: .init(failuresInRow: 1, outageLimit: 100, strangerLimit: 10))
        _ = stranger.ended(failed, pass: .free, seconds: 0, jitter: 1)
        #expect(stranger.limit == 10)
        #expect(probes(&stranger, seconds: 5) == 2)
        #expect(probes(&stranger, seconds: 5) == 1, "whoever came later waits for one probe")
    }

    /// Lets probes fail until one gives up who waits; how many it took.
    private func probes(_ breaker: inout HostBreaker, seconds: Double) -> Int {
        for count in 1...1000 {
            _ = breaker.pauseEnded()
            _ = breaker.enter()
            let action = breaker.ended(failed, pass: .probe, seconds: seconds, jitter: 1)
            if case .pause(_, true) = action { return count }
        }
        return 0
    }

    @Test("a host that fails half of the time is paused when its tokens are used up, and has some again afterwards")
    func tokens() {
        var breaker = HostBreaker()
        var requests = 0
        var action = Action.none
        while action == .none, requests < 10_000 {
            requests += 2
            _ = breaker.ended(.answered, pass: .free, seconds: 0, jitter: 1)
            action = breaker.ended(.failed(.status5xx, serverDelay: nil), pass: .free, seconds: 0, jitter: 1)
        }
        #expect(requests == 2 * 125, "500 tokens, less 5 and plus 1 in every pair")
        #expect(breaker.tokens.left == 0)
        _ = breaker.pauseEnded()
        _ = breaker.enter()
        #expect(breaker.ended(.answered, pass: .probe, seconds: 0, jitter: 1) == .resume)
        #expect(breaker.tokens.left == RetryTokens.recovered)
    }

    @Test("whatever happens, somebody is told to act, and waiting has an end", arguments: 0..<60 as Range<UInt64>)
    func property(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var breaker = HostBreaker(policy: .init(failuresInRow: .random(in: 1...4, using: &random), outageLimit: 60))
        var (underWay, isTimed, probesUnderWay) = ([HostBreaker.Pass](), false, 0)
        for _ in 0..<2000 {
            var action = Action.none
            switch Int.random(in: 0..<4, using: &random) {
            case 0: if let pass = breaker.enter() { underWay.append(pass) }
            case 1 where isTimed:
                isTimed = false
                action = breaker.pauseEnded()
            default:
                guard !underWay.isEmpty else { continue }
                let pass = underWay.remove(at: .random(in: 0..<underWay.count, using: &random))
                let endings = [HostBreaker.Ending.answered, failed, failed, failed, .unknown]
                action = breaker.ended(
                    endings[.random(in: 0..<5, using: &random)], pass: pass, seconds: 1,
                    jitter: .random(in: 0...1, using: &random))
            }
            switch action {
            case .pause: isTimed = true
            case .resume: isTimed = false
            case .none, .probe: break
            }
            probesUnderWay = underWay.count { $0 == .probe }
            // While requests wait there is a timer, a probe, or the way is free for one.
            #expect(breaker.state != .pausing || isTimed, "seed \(seed)")
            #expect(breaker.state != .probing || probesUnderWay >= 1, "seed \(seed)")
            #expect(breaker.tokens.left >= 0 && breaker.tokens.left <= RetryTokens.capacity)
        }
    }

    static let endings: [(HTTPTransferFailure.Kind?, status: Int, isFailed: Bool?)] = [
        (nil, 200, false), (nil, 204, false), (nil, 308, false), (nil, 401, false), (nil, 404, false),
        (nil, 409, false), (nil, 413, false), (nil, 423, false), (nil, 501, false), (nil, 507, false),
        (nil, 408, true), (nil, 429, true), (nil, 500, true), (nil, 503, true), (nil, 522, true),
        (.connect, 0, true), (.tls, 0, true), (.timeout, 0, true), (.firstByte, 0, true), (.stall, 0, true),
        (.reset, 0, true), (.certificate, 0, nil), (.source, 0, nil), (.cancelled, 0, nil), (.other, 0, nil),
    ]

    @Test("what an outcome says of its host", arguments: endings)
    func ending(kind: HTTPTransferFailure.Kind?, status: Int, isFailed: Bool?) {
        let outcome: Result<HTTPTransferResponse, HTTPTransferFailure> =
            kind.map { .failure(HTTPTransferFailure($0, "")) }
            ?? .success(HTTPTransferResponse(head: HTTPResponse(status: .init(code: status))))
        switch HostBreaker.Ending(outcome, serverDelay: 7) {
        case .answered: #expect(isFailed == false)
        case .unknown: #expect(isFailed == nil)
        case .failed(_, let delay):
            #expect(isFailed == true)
            #expect(delay == (kind == nil ? 7 : nil))
        }
    }
}
