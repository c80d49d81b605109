/// Learns how long one host takes to begin its replies, and says when a reply is so late that asking again is quicker.
///
/// The rule is that of the AWS Common Runtime's S3 client for the parts of an upload, where one reply in a thousand
/// takes seconds instead of a fraction of one: the first replies are only watched; then a limit stands at their ninetieth
/// percentile or their average and a margin, follows the average in small steps, rises when it bites too often, and is
/// given up for good where it would rise too far. Beyond that rule it has a budget: whoever asks for the limit is
/// granted it only while a request may still be sent again, so that at most ``Policy/share`` of the requests ever are.
///
/// Pure: seconds come from the caller. It is for requests that may safely be sent twice, and for one host.
public struct AdaptiveFirstByteLimit: Sendable, Equatable {
    /// The numbers of the rule.
    public struct Policy: Sendable, Hashable {
        /// Replies that are watched before there is a limit.
        public var samples = 10
        /// The limit in seconds is never lower.
        public var least = 1.0
        /// Seconds between the average and the limit.
        public var margin = 0.7
        /// A limit above so many seconds is given up for good.
        public var most = 5.0
        /// The step, as a share of the way, by which a reply in time moves average and limit.
        public var step = 0.01
        /// Re-sent requests as a share of all; one more may be sent again at the beginning.
        public var share = 0.02
        /// Re-sends that may be saved up while none is needed.
        public var savedMost = 5.0

        /// Creates the usual numbers.
        public init() {}
    }

    private enum Phase: Equatable {
        case watching([Double])
        case standing(average: Double, limit: Double)
        case off
    }

    /// The numbers of the rule.
    public let policy: Policy
    private var phase = Phase.watching([])
    /// Requests under the limit that ended, and how many of them passed it.
    private var ended = 0.0
    private var late = 0.0
    /// Re-sends that may be made.
    private var saved = 1.0
    /// Requests under way under the limit, each of which may need one.
    private var reserved = 0.0

    /// Knows nothing yet.
    public init(policy: Policy = Policy()) { self.policy = policy }

    /// The limit as it stands in seconds, `nil` where there is none.
    public var limit: Double? {
        guard case .standing(_, let limit) = phase else { return nil }
        return limit
    }

    /// A request begins: the seconds its reply may take to begin, or `nil` where only `ceiling` holds.
    ///
    /// A granted limit must be given back by ``replied(after:wasLimited:)``, ``passed()`` or ``released()``.
    ///
    /// - Parameter ceiling: The configured limit in seconds, which is never exceeded and which ends a request for good.
    public mutating func grant(ceiling: Double) -> Double? {
        guard let limit, limit < ceiling, saved - reserved >= 1 else { return nil }
        reserved += 1
        return limit
    }

    /// A reply began so many seconds after the last byte of its request.
    public mutating func replied(after seconds: Double, wasLimited: Bool) {
        if wasLimited { released() }
        saved = min(policy.savedMost, saved + policy.share)
        guard seconds >= 0, seconds.isFinite else { return }
        switch phase {
        case .watching(let seen): watched(seen + [seconds])
        case .standing(let average, let limit):
            if wasLimited { count(isLate: false) }
            let moved = average + (seconds - average) * policy.step
            stand(moved, limit + (target(moved) - limit) * policy.step)
        case .off: break
        }
    }

    /// A reply did not begin within the granted limit; the request will be sent again.
    public mutating func passed() {
        released()
        saved = max(0, saved - 1)
        count(isLate: true)
        guard case .standing(let average, let limit) = phase else { return }
        let rate = late / ended
        stand(average, limit + (rate >= 0.01 ? 1 : rate > 0.001 ? 0.1 : 0))
    }

    /// A request under a granted limit ended in some other way.
    public mutating func released() { reserved = max(0, reserved - 1) }

    private func target(_ average: Double) -> Double { max(policy.least, average + policy.margin) }

    private mutating func watched(_ seen: [Double]) {
        guard seen.count >= max(1, policy.samples) else {
            phase = .watching(seen)
            return
        }
        let sorted = seen.sorted()
        let average = seen.reduce(0, +) / Double(seen.count)
        let ninetieth = sorted[min(sorted.count - 1, (sorted.count * 9 + 9) / 10 - 1)]
        stand(average, max(ninetieth, target(average)))
    }

    private mutating func stand(_ average: Double, _ limit: Double) {
        phase = limit > policy.most ? .off : .standing(average: average, limit: limit)
    }

    /// Old requests weigh half as much with every thousand new ones.
    private mutating func count(isLate: Bool) {
        if ended >= 2000 {
            ended /= 2
            late /= 2
        }
        ended += 1
        if isLate { late += 1 }
    }
}
