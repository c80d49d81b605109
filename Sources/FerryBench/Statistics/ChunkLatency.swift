import Histogram

/// How long chunks took, from a microsecond to an hour, to three digits, in constant memory (HdrHistogram).
public struct ChunkLatency: Sendable {
    private static let largest: UInt64 = 3_600_000_000
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.largest, numberOfSignificantValueDigits: .three)

    /// Nothing yet.
    public init() {}

    /// Takes the seconds of one chunk in.
    public mutating func record(_ seconds: Double) {
        let micros = seconds.isFinite ? max(1, min(seconds * 1e6, Double(Self.largest))) : 1
        histogram.record(UInt64(micros))
    }

    /// Takes all of another in.
    public mutating func add(_ other: ChunkLatency) {
        histogram.add(other.histogram)
    }

    /// How many there are.
    public var count: UInt64 { histogram.totalCount }

    /// The seconds that this share of them, 0…1, does not exceed; `nil` without any.
    public func seconds(atShare share: Double) -> Double? {
        guard count > 0 else { return nil }
        return Double(histogram.valueAtPercentile(share * 100)) / 1e6
    }

    /// How many lie in each of at most 30 ranges of equal ratio.
    public var ranges: [BenchReport.LatencyRange] {
        guard count > 0 else { return [] }
        let (low, high) = (Double(max(1, histogram.min)), Double(histogram.max) + 1)
        let step = Ratio.root(high / low, 30)
        var ranges = (0..<30).map {
            BenchReport.LatencyRange(
                fromSeconds: low * Ratio.power(step, $0) / 1e6, toSeconds: low * Ratio.power(step, $0 + 1) / 1e6,
                count: 0)
        }
        for value in histogram.recordedValues() {
            let seconds = Double(value.value) / 1e6
            let index = ranges.firstIndex { seconds < $0.toSeconds } ?? ranges.count - 1
            ranges[index].count += Int(value.count)
        }
        return ranges.filter { $0.count > 0 }
    }
}
