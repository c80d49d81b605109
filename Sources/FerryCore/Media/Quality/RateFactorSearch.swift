/// Searches the highest constant rate factor that reaches a quality. A pure value: it names the next one to try and is
/// told what came of it.
///
/// Quality falls as the factor rises, so what is reached and what is not close in on each other; within the gap the next
/// one is where a straight line through both sides meets the target, which needs fewer trials than halves.
public struct RateFactorSearch: Sendable, Equatable {
    /// Trials after which the best so far is taken.
    public static let maxTrials = 6

    /// What a trial gave.
    public struct Trial: Sendable, Equatable {
        /// The factor.
        public var factor: Int
        /// The quality, in dB.
        public var quality: Double
    }

    /// The quality to reach, in dB.
    public let target: Double
    /// The factors that may be tried.
    public let range: ClosedRange<Int>
    /// The highest factor that reaches the target.
    public private(set) var reached: Trial?
    /// The lowest factor that does not.
    public private(set) var missed: Trial?
    /// How many were tried.
    public private(set) var trials = 0
    private let first: Int

    /// - Parameters:
    ///   - target: The quality to reach, in dB.
    ///   - range: The factors that may be tried.
    ///   - first: Where to begin.
    public init(target: Double, range: ClosedRange<Int>, first: Int) {
        self.target = target
        self.range = range
        self.first = min(max(first, range.lowerBound), range.upperBound)
    }

    /// The factors of a codec that are worth trying: below, files grow and eyes see nothing; above, faces fall apart.
    public static func range(of codec: VideoSettings.Codec) -> ClosedRange<Int> {
        switch codec {
        case .h264: 10...44
        case .av1: 8...60
        }
    }

    /// The next factor to try; `nil` when the search is over.
    public var next: Int? {
        guard trials < Self.maxTrials else { return nil }
        let low = reached.map { $0.factor + 1 } ?? range.lowerBound
        let high = missed.map { $0.factor - 1 } ?? range.upperBound
        guard low <= high else { return nil }
        return min(max(guess, low), high)
    }

    /// A factor was tried.
    public mutating func tried(_ factor: Int, quality: Double) {
        trials += 1
        let trial = Trial(factor: factor, quality: quality)
        if quality >= target {
            if reached.map({ factor > $0.factor }) ?? true { reached = trial }
        } else if missed.map({ factor < $0.factor }) ?? true {
            missed = trial
        }
    }

    /// Where the target should lie. With one side alone, 0.4 dB a step lies between what H.264 and what AV1 usually lose;
    /// after three such guesses the end itself is tried, so that there is another side.
    private var guess: Int {
        switch (reached, missed) {
        case (nil, nil): first
        case (let inside?, nil): outward(from: inside, towards: range.upperBound)
        case (nil, let outside?): outward(from: outside, towards: range.lowerBound)
        case (let inside?, let outside?):
            Self.between(inside, outside, target)
        }
    }

    private func outward(from trial: Trial, towards end: Int) -> Int {
        guard trials < Self.maxTrials - 3, trial.quality.isFinite else { return end }
        let steps = Int(max(-100, min(100, (trial.quality - target) / 0.4)).rounded())
        return trial.factor + (end > trial.factor ? max(1, steps) : min(-1, steps))
    }

    /// Never the ends themselves, and never nearer to one of them than an eighth of the gap.
    private static func between(_ inside: Trial, _ outside: Trial, _ target: Double) -> Int {
        let gap = Double(outside.factor - inside.factor)
        let fall = inside.quality - outside.quality
        let share = fall > 0 ? (inside.quality - target) / fall : 0.5
        return inside.factor + Int((gap * min(max(share, 0.125), 0.875)).rounded())
    }
}
