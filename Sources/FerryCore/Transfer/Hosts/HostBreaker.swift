/// Decides when the jobs of one host pause together instead of each using up its own retries, and when they go on.
///
/// Closed, requests go out freely. When the host has failed ``Policy/failuresInRow`` times with no success between, or
/// its ``RetryTokens`` are used up, it opens: requests wait. After each pause one of them goes out as a probe; its
/// success, or any other reply, closes the breaker, its failure makes the next pause longer. An outage longer than the
/// limit gives up whoever waits, once per failed probe, so that no job waits for ever.
///
/// Pure: the shell owns the timer of the pause and the requests that wait.
public struct HostBreaker: Sendable, Equatable {
    /// The numbers of the rule.
    public struct Policy: Sendable, Hashable {
        /// Failures in a row that open the breaker. More than the retries one file has by default, so that a single
        /// file is judged by its own retries.
        public var failuresInRow: Int
        /// The first pause in seconds; it doubles with every failed probe.
        public var firstPause: Double
        /// The longest pause in seconds that the host did not ask for.
        public var longestPause: Double
        /// The longest pause in seconds that is granted to a host that asks for one.
        public var longestServerPause: Double
        /// Seconds of outage after which waiting requests are given up.
        public var outageLimit: Double
        /// The same for a host that has never answered, which may not exist at all.
        public var strangerLimit: Double

        /// Creates a policy.
        public init(
            failuresInRow: Int = 10, firstPause: Double = 1, longestPause: Double = 15,
            longestServerPause: Double = 300, outageLimit: Double = 120, strangerLimit: Double = 30
        ) {
            self.failuresInRow = failuresInRow
            self.firstPause = firstPause
            self.longestPause = longestPause
            self.longestServerPause = longestServerPause
            self.outageLimit = outageLimit
            self.strangerLimit = strangerLimit
        }

        /// The policy that fits a file's: never less patient than one file's own retries.
        public init(for retry: RetryPolicy) {
            let patience = retry.patience
            self.init(
                failuresInRow: 10, longestServerPause: retry.maxServerDelay, outageLimit: max(120, patience),
                strangerLimit: max(1, patience))
        }
    }

    /// Where the breaker stands.
    public enum State: Sendable, Equatable {
        /// Requests go out.
        case closed
        /// Requests wait for the end of the pause.
        case pausing
        /// The pause is over; the next request goes out as a probe.
        case due
        /// A probe is under way.
        case probing
    }

    /// How a request may go out.
    public enum Pass: Sendable, Equatable {
        /// Freely.
        case free
        /// As the probe.
        case probe
    }

    /// How a request ended, as the host's health sees it.
    public enum Ending: Sendable, Equatable {
        /// The host replied, whatever it said about this upload.
        case answered
        /// The host failed; the seconds it asked to wait, where it did.
        case failed(RetryCause, serverDelay: Double?)
        /// Nothing can be said: cancelled, or our own fault.
        case unknown
    }

    /// What the shell has to do.
    public enum Action: Sendable, Equatable {
        /// Nothing.
        case none
        /// Start the timer of a pause; with `givesUp`, tell all who wait that the outage has passed its limit.
        case pause(seconds: Double, givesUp: Bool)
        /// Let the first who waits go out as the probe.
        case probe
        /// Stop the timer and let all who wait go on.
        case resume
    }

    /// The numbers of the rule.
    public let policy: Policy
    /// Where the breaker stands.
    public private(set) var state = State.closed
    /// Failures since the last reply.
    public private(set) var failuresInRow = 0
    /// The host's retry budget.
    public private(set) var tokens = RetryTokens()
    /// Seconds of the present outage: its probes and its own pauses. What the host asked for beyond those is no outage.
    public private(set) var outageSeconds = 0.0
    /// What the present outage began with.
    public private(set) var cause: RetryCause?
    private var failedProbes = 0
    private var hasAnswered = false

    /// A closed breaker.
    public init(policy: Policy = Policy()) { self.policy = policy }

    /// Seconds of outage after which nobody waits longer.
    public var limit: Double { hasAnswered ? policy.outageLimit : policy.strangerLimit }

    /// Whether the outage has passed its limit.
    public var isHopeless: Bool { state != .closed && outageSeconds >= limit }

    /// A request wants to go out; `nil` when it has to wait.
    public mutating func enter() -> Pass? {
        switch state {
        case .closed: return .free
        case .due:
            state = .probing
            return .probe
        case .pausing, .probing: return nil
        }
    }

    /// The timer of the pause is over.
    public mutating func pauseEnded() -> Action {
        guard state == .pausing else { return .none }
        state = .due
        return .probe
    }

    /// A request ended.
    ///
    /// - Parameters:
    ///   - ending: How.
    ///   - pass: How it went out.
    ///   - seconds: How long it took.
    ///   - jitter: A random number in 0…1, drawn by the caller.
    public mutating func ended(_ ending: Ending, pass: Pass, seconds: Double, jitter: Double) -> Action {
        switch ending {
        case .answered: return answered()
        case .failed(let cause, let delay):
            return failed(cause, pass: pass, seconds: max(0, seconds), jitter: jitter, serverDelay: delay)
        case .unknown:
            guard pass == .probe, state == .probing else { return .none }
            state = .due
            return .probe
        }
    }

    private mutating func answered() -> Action {
        hasAnswered = true
        failuresInRow = 0
        tokens.giveBack()
        guard state != .closed else { return .none }
        state = .closed
        outageSeconds = 0
        failedProbes = 0
        cause = nil
        tokens.recover()
        return .resume
    }

    private mutating func failed(
        _ cause: RetryCause, pass: Pass, seconds: Double, jitter: Double, serverDelay: Double?
    ) -> Action {
        failuresInRow += 1
        switch state {
        case .closed:
            let isAffordable = tokens.take(for: cause)
            guard !isAffordable || failuresInRow >= max(1, policy.failuresInRow) else { return .none }
            self.cause = cause
            return pause(jitter: jitter, serverDelay: serverDelay)
        case .probing where pass == .probe:
            failedProbes += 1
            outageSeconds += seconds
            return pause(jitter: jitter, serverDelay: serverDelay)
        case .pausing, .due, .probing: return .none
        }
    }

    private mutating func pause(jitter: Double, serverDelay: Double?) -> Action {
        let ceiling = min(
            policy.longestPause,
            policy.firstPause * Double(sign: .plus, exponent: min(failedProbes, 30), significand: 1))
        let own = ceiling * (0.5 + min(max(jitter, 0), 1) / 2)
        let seconds = max(own, min(max(serverDelay ?? 0, 0), policy.longestServerPause))
        let givesUp = isHopeless
        state = .pausing
        outageSeconds += own
        return .pause(seconds: seconds, givesUp: givesUp)
    }
}
