/// Acknowledged bytes by whole seconds, to find the best one. Memory is bounded: old seconds are settled and dropped.
public struct Bandwidth: Sendable, Equatable {
    /// Seconds that are kept before the oldest are settled.
    static let maxSeconds = 4096

    private var buckets: [Int64: Double] = [:]
    private var settledPeak = 0.0

    /// No bytes.
    public init() {}

    /// The most bytes in one whole second so far; 0 before any.
    public var peak: Double { max(settledPeak, buckets.values.max() ?? 0) }

    /// Adds bytes that were on their way from `start` to `end`, spread evenly over that time.
    public mutating func add(bytes: Int64, from start: Timestamp, to end: Timestamp) {
        let first = Self.second(start)
        let last = max(first, Self.second(end))
        let duration = max(end.seconds(since: start), 1e-6)
        for second in max(first, last - Int64(Self.maxSeconds) + 1)...last {
            let from = max(start.secondsSinceEpoch, Double(second))
            let to = min(max(end.secondsSinceEpoch, start.secondsSinceEpoch + 1e-6), Double(second + 1))
            buckets[second, default: 0] += Double(bytes) * max(0, to - from) / duration
        }
        settle()
    }

    private mutating func settle() {
        guard buckets.count > Self.maxSeconds else { return }
        for second in buckets.keys.sorted().prefix(buckets.count - Self.maxSeconds / 2) {
            settledPeak = max(settledPeak, buckets.removeValue(forKey: second) ?? 0)
        }
    }

    private static func second(_ time: Timestamp) -> Int64 { Int64(time.secondsSinceEpoch.rounded(.down)) }
}
