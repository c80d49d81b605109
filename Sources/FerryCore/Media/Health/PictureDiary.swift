/// Adds up samples of a track's pictures, in their order. A pure value.
///
/// A sample is shown until the next one, however long that takes: a gap without frames shows the last picture. Samples
/// are compared with the picture that a stand-still began with, so that a slow change adds up and is no stand-still.
public struct PictureDiary: Sendable, Equatable {
    /// One looked-at picture.
    public struct Sample: Sendable, Equatable {
        /// When it is shown, in seconds.
        public var seconds: Double
        /// Share of black pixels, 0…1.
        public var blackShare: Double
        /// Width of its edges in pixels; `nil` without an edge to judge by.
        public var edgeWidth: Double?
        /// Whether it is the picture that the stand-still began with; `false` begins a new one.
        public var isStill: Bool
        /// Share of the picture that differs from the sample before.
        public var changedShare: Double

        /// Creates a sample.
        public init(
            seconds: Double, blackShare: Double, edgeWidth: Double?, isStill: Bool, changedShare: Double
        ) {
            self.seconds = seconds
            self.blackShare = blackShare
            self.edgeWidth = edgeWidth
            self.isStill = isStill
            self.changedShare = changedShare
        }
    }

    private let thresholds: HealthThresholds
    private var tally = PictureTally()
    private var first: Double?
    private var latest: Sample?
    private var stillSince = 0.0
    private var livelySince: Double?

    /// An empty diary.
    public init(_ thresholds: HealthThresholds) { self.thresholds = thresholds }

    /// Takes the next sample; times that go back count as no time.
    public mutating func take(_ sample: Sample) {
        close(at: sample.seconds)
        if !sample.isStill || latest == nil {
            endStandStill(at: sample.seconds)
            stillSince = sample.seconds
        }
        noteLife(sample)
        first = first ?? sample.seconds
        latest = sample
    }

    /// What there was up to the end of the last picture.
    public func tally(end: Double) -> PictureTally {
        var copy = self
        copy.close(at: end)
        copy.endStandStill(at: end)
        copy.tally.seconds = max(0, end - (first ?? end))
        return copy.tally
    }

    /// Counts the time that the latest sample was shown.
    private mutating func close(at end: Double) {
        guard let latest, end > latest.seconds else { return }
        let seconds = end - latest.seconds
        if isBlack(latest) { tally.blackSeconds += seconds }
        guard let width = latest.edgeWidth, !isBlack(latest) else { return }
        tally.judgedSeconds += seconds
        if width >= thresholds.blurWidth { tally.blurredSeconds += seconds }
    }

    private mutating func endStandStill(at end: Double) {
        guard let latest, !isBlack(latest), end - stillSince >= thresholds.frozenSeconds else { return }
        tally.frozenSeconds += end - stillSince
    }

    private mutating func noteLife(_ sample: Sample) {
        guard let latest, sample.changedShare >= thresholds.livelyShare,
            sample.seconds - latest.seconds < thresholds.livelySeconds
        else {
            livelySince = nil
            return
        }
        let since = livelySince ?? latest.seconds
        livelySince = since
        tally.livelySeconds = max(tally.livelySeconds, sample.seconds - since)
    }

    private func isBlack(_ sample: Sample) -> Bool { sample.blackShare >= thresholds.blackShare }
}
