/// Keeps samples in step with their time stamps. A pure value; times are samples of the track's rate.
///
/// Samples are laid end to end, because stamps in milliseconds tremble; only where stamps and samples part by more than a
/// tenth of a second are samples missing or double, and then silence is put in or samples are left out.
struct AudioClock: Equatable {
    /// Seconds of silence that may be put in for one source.
    static let maxSilence = 3600.0

    /// What to do before a frame is used.
    struct Step: Equatable {
        /// Samples of silence to put in first.
        var silence: Int64 = 0
        /// Samples to leave out at the frame's start; the whole frame when as many as it has.
        var skip: Int64 = 0
    }

    private let rate: Int64
    private var silenceLeft: Int64
    /// Where the next sample goes; `nil` before the first.
    private(set) var position: Int64?

    /// - Parameters:
    ///   - rate: Samples a second.
    ///   - position: Where the next sample goes, when the sound goes on from another rate.
    ///   - silenceLeft: Seconds of silence that may still be put in.
    init(rate: Int64, position: Int64? = nil, silenceLeft: Double = AudioClock.maxSilence) {
        self.rate = max(1, rate)
        self.position = position
        self.silenceLeft = Int64(silenceLeft * Double(rate))
    }

    /// Seconds of silence that may still be put in.
    var secondsOfSilenceLeft: Double { Double(silenceLeft) / Double(rate) }

    /// Takes the next frame.
    ///
    /// - Parameters:
    ///   - time: Its stamp; `nil` when it has none.
    ///   - samples: How many samples it has.
    mutating func take(at time: Int64?, samples: Int64) -> Step {
        let time = time.map(Ticks.bounded)
        guard let expected = position else { return begin(at: time ?? 0, samples: samples) }
        let ahead = (time ?? expected) - expected
        var step = Step()
        if ahead > rate / 10 {
            step.silence = min(ahead, silenceLeft)
            silenceLeft -= step.silence
        } else if ahead < -rate / 10 {
            step.skip = min(samples, -ahead)
        }
        position = expected + step.silence + samples - step.skip
        return step
    }

    /// A start close to 0 is brought to 0: a hair before it is rounding, and a little after it is what lies between the
    /// starts of two recorders, which silence fills without moving any sound. A later start stays.
    private mutating func begin(at time: Int64, samples: Int64) -> Step {
        guard time >= -rate / 100, time <= rate * 9 / 100 else {
            position = time + samples
            return Step()
        }
        position = max(0, time) + samples
        return Step(silence: max(0, time))
    }
}
