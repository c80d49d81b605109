import FerryCore

/// The lowest and highest sample of each short stretch of sound, all channels mixed to one. A pure value.
///
/// However long the sound is, it never holds more than ``maxPairs`` stretches: when they are full, each two become one
/// and stretches are twice as long from there on.
struct WaveformPeaks: Equatable {
    /// Stretches held at most.
    static let maxPairs = 16_384
    /// Stretches a second to begin with.
    static let pairsPerSecond = 50

    private let rate: Int
    private var samplesPerPair: Int
    private var lows: [Int8] = []
    private var highs: [Int8] = []
    private var low = 0.0
    private var high = 0.0
    private var count = 0

    init(rate: Int) {
        self.rate = max(1, rate)
        samplesPerPair = max(1, rate / Self.pairsPerSecond)
    }

    /// Takes interleaved samples, full scale at 1.
    mutating func take(_ samples: UnsafeBufferPointer<Double>, channels: Int) {
        let share = 1 / Double(channels)
        var index = 0
        while index + channels <= samples.count {
            var sum = 0.0
            for channel in index..<index + channels { sum += samples[channel] }
            takeMoment(sum * share)
            index += channels
        }
    }

    private mutating func takeMoment(_ sample: Double) {
        low = count == 0 ? sample : min(low, sample)
        high = count == 0 ? sample : max(high, sample)
        count += 1
        if count == samplesPerPair { endPair() }
    }

    private mutating func endPair() {
        lows.append(Self.byte(low))
        highs.append(Self.byte(high))
        count = 0
        if lows.count == Self.maxPairs { halve() }
    }

    private mutating func halve() {
        let half = lows.count / 2
        for pair in 0..<half {
            lows[pair] = min(lows[2 * pair], lows[2 * pair + 1])
            highs[pair] = max(highs[2 * pair], highs[2 * pair + 1])
        }
        lows.removeLast(lows.count - half)
        highs.removeLast(highs.count - half)
        samplesPerPair *= 2
    }

    /// With the stretch that is not full.
    var finished: WaveformPeaks {
        var copy = self
        if copy.count > 0 { copy.endPair() }
        return copy
    }

    /// The document that `audiowaveform` writes (version 2, 8 bits).
    var document: String {
        let data = zip(lows, highs).map { "\($0),\($1)" }.joined(separator: ",")
        return "{\"version\":2,\"channels\":1,\"sample_rate\":\(rate),\"samples_per_pixel\":\(samplesPerPair),"
            + "\"bits\":8,\"length\":\(lows.count),\"data\":[\(data)]}\n"
    }

    private static func byte(_ sample: Double) -> Int8 {
        sample.isFinite ? Int8(max(-128, min(127, (sample * 128).rounded(.down)))) : 0
    }
}
