/// The rate at which bytes were acknowledged of late, from at most 32 samples of the last 15 seconds.
public struct RateEstimate: Sendable, Equatable {
    private static let window = 15.0
    private static let maxSamples = 32

    private struct Sample: Equatable {
        var time: Timestamp
        var bytes: Int64
    }

    private var samples: [Sample]

    /// Starts with what is acknowledged already; those bytes do not count as speed.
    public init(at time: Timestamp, bytes: Int64) { samples = [Sample(time: time, bytes: bytes)] }

    /// Takes the acknowledged bytes of a moment. Fewer bytes than before begin anew.
    public mutating func add(_ bytes: Int64, at time: Timestamp) {
        if let last = samples.last, bytes < last.bytes { samples = [] }
        samples.append(Sample(time: time, bytes: bytes))
        while samples.count > 2, samples.count > Self.maxSamples || time.seconds(since: samples[1].time) > Self.window {
            samples.removeFirst()
        }
    }

    /// Bytes a second; `nil` while nothing can be said.
    public var bytesPerSecond: Double? {
        guard let first = samples.first, let last = samples.last, last.bytes > first.bytes else { return nil }
        let seconds = last.time.seconds(since: first.time)
        return seconds > 0 ? Double(last.bytes - first.bytes) / seconds : nil
    }
}
