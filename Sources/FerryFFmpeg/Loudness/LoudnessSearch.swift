import FerryCore

/// Finds the gain, and where needed the limiter, that bring sound to a loudness. A pure value: it says what to measure
/// next and is told what came out.
///
/// The first measurement is of the sound as it is. When a plain gain keeps below the highest peak that is all; else
/// peaks are held down by a limiter, and since that costs loudness the result is measured and corrected.
struct LoudnessSearch {
    /// What a measurement gave.
    struct Measured: Equatable {
        /// Integrated loudness in LUFS; `nil` when nothing was loud enough.
        var integrated: Double?
        /// True peak in dBTP.
        var truePeak: Double
    }

    /// What is done to the sound.
    struct Change: Equatable {
        /// Gain in dB.
        var gain = 0.0
        /// The level in dBFS above which peaks are held down; `nil` for a plain gain.
        var limit: Double?

        /// libavfilter's filters that do it; none for no change.
        var filters: [String] {
            guard gain != 0 || limit != nil else { return [] }
            let volume = "volume=volume=\(gain)dB:precision=double"
            guard let limit else { return [volume] }
            let amplitude = max(0.0625, min(1, Decibels.amplitude(limit)))
            return [volume, "alimiter=limit=\(amplitude):level=false:attack=5:release=50:latency=true"]
        }
    }

    /// What to do next.
    enum Step: Equatable {
        /// Measure the sound with this change made.
        case measure(Change)
        /// Make this change, and say this of it.
        case use(Change, note: String)
    }

    /// What an encoder does to loudness and peaks, as measured with voices.
    struct EncoderEffect: Equatable {
        /// What it may add to peaks, in dB. FFmpeg's AAC encoder seldom adds as much as 3.2 dB to limited speech, Opus 1.
        var peak = 1.5
        /// What it takes off loudness, in LU. Opus cuts off what lies above 12 kHz at low rates, and some of the rest.
        var loss = 0.0

        init(peak: Double = 1.5, loss: Double = 0) {
            self.peak = peak
            self.loss = loss
        }

        init(_ settings: AudioSettings) {
            switch settings.codec {
            case .aac: self.init(peak: 3.5)
            case .opus: self.init(loss: settings.bitRate <= 32_000 ? 0.5 : 0)
            }
        }
    }

    /// How far loudness is raised at most: what is quieter is mostly noise.
    static let maxGain = 30.0
    /// How far peaks are held down at most; more would be heard.
    static let maxReduction = 12.0
    /// How near the loudness has to come, in LU.
    static let tolerance = 0.1
    /// Measurements after the first, at most.
    static let maxRounds = 6
    /// How much louder limited sound is thought to get for each dB of gain, before two measurements tell.
    static let limitedSlope = 0.45

    let target: LoudnessTarget
    let effect: EncoderEffect
    private var change = Change()
    private var source: Measured?
    /// The gain before the latest one, and the loudness it gave.
    private var before: (gain: Double, loudness: Double)?
    private var rounds = 0

    init(_ target: LoudnessTarget, effect: EncoderEffect = EncoderEffect()) {
        self.target = target
        self.effect = effect
    }

    private var ceiling: Double { target.truePeak - effect.peak }

    /// The first thing to measure.
    static let first = Step.measure(Change())

    /// Takes what the last measurement gave.
    mutating func take(_ measured: Measured) -> Step {
        guard let source else { return begin(measured) }
        guard let loudness = measured.integrated, loudness.isFinite else {
            return .use(Change(), note: "loudness left as it is: it could not be measured")
        }
        rounds += 1
        let missing = wanted(source) - loudness
        let over = measured.truePeak - ceiling
        guard rounds < Self.maxRounds, abs(missing) > Self.tolerance || over > 0.2 else {
            return .use(change, note: note(loudness, source))
        }
        let step = missing / slope(loudness)
        before = (change.gain, loudness)
        change.gain += max(-6, min(6, step))
        if over > 0, let limit = change.limit { change.limit = limit - over }
        return .measure(change)
    }

    /// How much louder the sound gets for each dB of gain.
    private func slope(_ loudness: Double) -> Double {
        guard let before, abs(change.gain - before.gain) > 0.05 else { return Self.limitedSlope }
        return max(0.15, min(1, (loudness - before.loudness) / (change.gain - before.gain)))
    }

    private mutating func begin(_ measured: Measured) -> Step {
        source = measured
        guard let loudness = measured.integrated, loudness.isFinite else {
            return .use(Change(), note: "loudness left as it is: nothing in it is loud enough")
        }
        change.gain = wanted(measured) - loudness
        guard measured.truePeak + change.gain > ceiling else {
            return .use(change, note: note(wanted(measured), measured))
        }
        change.limit = ceiling
        return .measure(change)
    }

    /// The loudness that can be had of this sound.
    private func wanted(_ source: Measured) -> Double {
        guard let loudness = source.integrated else { return target.integrated }
        let mostByPeak = ceiling + Self.maxReduction - source.truePeak
        return loudness + min(target.integrated + effect.loss - loudness, Self.maxGain, max(mostByPeak, 0))
    }

    private func note(_ loudness: Double, _ source: Measured) -> String {
        let before = source.integrated.map(Self.text) ?? "unknown"
        let said = "loudness \(before) to \(Self.text(loudness - effect.loss)) LUFS"
        let held = change.limit == nil ? "" : ", peaks held down"
        guard wanted(source) < target.integrated + effect.loss - Self.tolerance else { return said + held }
        return said + held + ": more than that would be clipped or noise"
    }

    /// A level with one decimal.
    private static func text(_ level: Double) -> String {
        let tenths = Int((max(-999, min(999, level)) * 10).rounded())
        return (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
