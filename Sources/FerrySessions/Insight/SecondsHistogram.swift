import Histogram

/// A distribution of durations up to an hour, kept in microseconds to two significant digits: percentiles are at most one
/// in a hundred off. Its memory does not grow with what it counts.
public struct SecondsHistogram: Sendable {
    /// The longest duration that is told apart from longer ones, in microseconds.
    private static let longest: UInt64 = 3_600_000_000

    private var histogram = Histogram<UInt64>(
        highestTrackableValue: longest, numberOfSignificantValueDigits: .two)
    /// The sum of all in seconds.
    public private(set) var sum = 0.0
    /// The longest in seconds.
    public private(set) var max = 0.0

    /// Has counted nothing yet.
    public init() {}

    /// How many were counted.
    public var count: Int { Int(histogram.totalCount) }

    /// Counts a duration; one below 0 counts as 0.
    public mutating func add(_ seconds: Double) {
        let value = Swift.max(0, seconds)
        histogram.record(UInt64(Swift.min(value * 1e6, Double(Self.longest))))
        sum += value
        max = Swift.max(max, value)
    }

    /// What that share of all stays at or below, in seconds; `nil` while nothing was counted.
    ///
    /// - Parameter share: 0…1.
    public func percentile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        return Swift.min(Double(histogram.valueAtPercentile(share * 100)) / 1e6, max)
    }

    /// How many stay at or below so many seconds.
    public func count(atMost seconds: Double) -> Int {
        Int(histogram.count(within: 0...UInt64(Swift.max(0, Swift.min(seconds * 1e6, Double(Self.longest))))))
    }
}
