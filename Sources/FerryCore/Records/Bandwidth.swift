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
        let from = start.microseconds
        let to = max(end.microseconds, from + 1)
        let last = Self.second(to - 1)
        for second in max(Self.second(from), last - Int64(Self.maxSeconds) + 1)...last {
            let overlap = min(to, (second + 1) * 1_000_000) - max(from, second * 1_000_000)
            buckets[second, default: 0] += Double(bytes) * Double(overlap) / Double(to - from)
        }
        settle()
    }

    private mutating func settle() {
        guard buckets.count > Self.maxSeconds else { return }
        for second in buckets.keys.sorted().prefix(buckets.count - Self.maxSeconds / 2) {
            settledPeak = max(settledPeak, buckets.removeValue(forKey: second) ?? 0)
        }
    }

    private static func second(_ microseconds: Int64) -> Int64 {
        Timestamp.divide(microseconds, by: 1_000_000).quotient
    }
}
