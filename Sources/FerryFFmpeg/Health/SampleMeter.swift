import FerryCore

/// Counts silence and clipping in sound. A pure value.
///
/// A moment is silent when all its channels are, and at full scale when any is.
struct SampleMeter: Equatable {
    private let silence: Double
    private let clip: Double
    private let clipRun: Int
    private let silentRunSeconds: Double
    private let rate: Double
    private var quiet = 0
    private var loud = 0
    private var silent = 0
    private var clipped = 0
    private var moments = 0

    /// - Parameters:
    ///   - thresholds: What counts.
    ///   - rate: Samples a second.
    init(_ thresholds: HealthThresholds, rate: Int) {
        silence = Decibels.amplitude(thresholds.silenceLevel)
        clip = thresholds.clipLevel
        clipRun = max(1, thresholds.clipRun)
        silentRunSeconds = thresholds.silenceSeconds
        self.rate = Double(max(1, rate))
    }

    /// Takes interleaved samples, full scale at 1.
    mutating func take(_ samples: UnsafeBufferPointer<Double>, channels: Int) {
        var index = 0
        while index + channels <= samples.count {
            var peak = 0.0
            for channel in index..<index + channels { peak = max(peak, abs(samples[channel])) }
            takeMoment(peak)
            index += channels
        }
    }

    private mutating func takeMoment(_ peak: Double) {
        moments += 1
        if peak < silence { quiet += 1 } else if quiet > 0 { endSilence() }
        if peak >= clip { loud += 1 } else if loud > 0 { endClipping() }
    }

    /// What was counted, up to here.
    var tally: SoundTally {
        var copy = self
        copy.endSilence()
        copy.endClipping()
        return SoundTally(
            seconds: Double(moments) / rate, silentSeconds: Double(copy.silent) / rate,
            clippedSeconds: Double(copy.clipped) / rate)
    }

    private mutating func endSilence() {
        if Double(quiet) >= silentRunSeconds * rate { silent += quiet }
        quiet = 0
    }

    private mutating func endClipping() {
        if loud >= clipRun { clipped += loud }
        loud = 0
    }
}
