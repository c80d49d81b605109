/// Watches an encode that was begun because it should be sooner done than sending the packets as they are, and says
/// when it turns out not to be.
///
/// What encoding costs is known beforehand only roughly, but soon after its first frames nearly exactly. So a close case
/// begins with the encoder, and the decision falls at its true speed; what is lost then is that beginning. Seconds so
/// far do not count, only those to come.
public struct EncodeTrial: Sendable, Equatable {
    /// The share of the media that is encoded before anything is said.
    public static let leastShare = 0.02
    /// Seconds of media that encoders look ahead: until then they take pictures in faster than they encode them.
    public static let lookaheadSeconds = 1.5

    private struct Mark: Equatable {
        var done: Double
        var elapsed: Double
    }

    /// Seconds of media in all.
    public let mediaSeconds: Double
    /// Seconds that checking and sending the rendition will take.
    public let secondsAfter: Double
    /// Seconds of the other way, from its beginning to its end.
    public let secondsOtherwise: Double
    private var first: Mark?

    /// Begins a trial.
    public init(mediaSeconds: Double, secondsAfter: Double, secondsOtherwise: Double) {
        self.mediaSeconds = mediaSeconds
        self.secondsAfter = secondsAfter
        self.secondsOtherwise = secondsOtherwise
    }

    /// Seconds that a trial takes until it can be lost, of an encode of so many seconds.
    public static func cost(encodeSeconds: Double, mediaSeconds: Double) -> Double {
        guard mediaSeconds > 0 else { return encodeSeconds }
        return min(1, leastShare + lookaheadSeconds / mediaSeconds) * encodeSeconds
    }

    /// The encoder has come so far: whether the other way is sooner done from here.
    ///
    /// - Parameters:
    ///   - secondsDone: Seconds of media that the encoder took.
    ///   - elapsedSeconds: Seconds since the encoder was started.
    public mutating func isLost(secondsDone: Double, elapsedSeconds: Double) -> Bool {
        guard secondsDone.isFinite, elapsedSeconds.isFinite else { return false }
        guard secondsDone >= Self.lookaheadSeconds else { return false }
        guard let first else {
            first = Mark(done: secondsDone, elapsed: elapsedSeconds)
            return false
        }
        let (done, elapsed) = (secondsDone - first.done, elapsedSeconds - first.elapsed)
        guard done >= Self.leastShare * mediaSeconds, elapsed > 0 else { return false }
        let left = max(0, mediaSeconds - secondsDone) * elapsed / done
        return left + secondsAfter > secondsOtherwise
    }
}
