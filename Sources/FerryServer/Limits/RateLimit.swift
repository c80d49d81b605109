import FerryCore

/// How many requests each client may make: a bucket of tokens for each that fills at a rate.
///
/// Memory is bounded: of more than ``maxClients`` those with full buckets are forgotten, then the one that was seen first.
struct RateLimit: Sendable {
    /// Clients that are remembered.
    static let maxClients = 10_000

    private struct Bucket {
        var tokens: Double
        var filledAt: Timestamp
    }

    /// Requests a second that a client may make in the long run.
    let perSecond: Double
    /// Requests that it may make at once.
    let burst: Double
    private var buckets: [String: Bucket] = [:]

    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = max(1, burst)
    }

    /// Takes note of a request.
    ///
    /// - Returns: Seconds to wait for the next one, where this one is too many; `nil` where it may be served.
    mutating func admit(_ client: String, now: Timestamp) -> Double? {
        if buckets[client] == nil, buckets.count >= Self.maxClients { forget(now: now) }
        var bucket = filled(buckets[client] ?? Bucket(tokens: burst, filledAt: now), now: now)
        defer { buckets[client] = bucket }
        guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / perSecond }
        bucket.tokens -= 1
        return nil
    }

    /// How many clients are remembered.
    var clients: Int { buckets.count }

    private func filled(_ bucket: Bucket, now: Timestamp) -> Bucket {
        // A clock that was set back fills nothing.
        let elapsed = max(0, now.seconds(since: bucket.filledAt))
        return Bucket(tokens: min(burst, bucket.tokens + elapsed * perSecond), filledAt: now)
    }

    private mutating func forget(now: Timestamp) {
        buckets = buckets.filter { filled($0.value, now: now).tokens < burst }
        guard buckets.count >= Self.maxClients else { return }
        if let oldest = buckets.min(by: { $0.value.filledAt < $1.value.filledAt }) { buckets[oldest.key] = nil }
    }
}
