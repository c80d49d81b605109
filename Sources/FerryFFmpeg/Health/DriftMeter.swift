/// Measures how time stamps of sound run away from its samples. A pure value; all times are seconds.
///
/// Stamps tremble, so what is told is smoothed over about a second. A jump of more than half a second is a pause of the
/// recording, which moves the picture as well, and no drift.
struct DriftMeter: Equatable {
    /// A jump from which it is a pause.
    static let pause = 0.5

    private var expected: Double?
    private var offset = 0.0
    /// Seconds by which the stamps are ahead of the samples.
    private(set) var drift = 0.0

    /// Takes the next frame.
    ///
    /// - Parameters:
    ///   - stamp: When it is heard; `nil` when it has no stamp.
    ///   - seconds: How long it lasts by its samples.
    mutating func take(at stamp: Double?, seconds: Double) {
        defer { expected = expected.map { $0 + seconds } }
        guard let stamp, stamp.isFinite else { return }
        guard let expected else {
            self.expected = stamp
            return
        }
        let ahead = stamp - expected - offset
        if abs(ahead - drift) > Self.pause {
            offset += ahead - drift
        } else {
            drift += (ahead - drift) * min(1, max(0, seconds))
        }
    }
}
