/// How far the work on media is, as a share that never falls and never passes 100 %, and when it will be done.
///
/// The share is that of seconds done, because encoders work in media time; where the seconds are unknown it is that of
/// bytes read. Seconds come from packets, so a header without a duration does not matter. No clock inside.
public struct ProgressEstimate: Sendable, Equatable {
    /// Seconds of media in all; `nil` while unknown.
    public let secondsTotal: Double?
    /// Bytes of the source.
    public let bytesTotal: Int64
    /// Percent done, 0 to 100.
    public private(set) var percent: Double = 0
    /// Seconds of media done.
    public private(set) var secondsDone: Double = 0
    /// Seconds of work left at the average speed so far; `nil` before there is any.
    public private(set) var etaSeconds: Double?

    /// Starts at nothing done.
    public init(expectedSeconds: Double?, bytesTotal: Int64) {
        secondsTotal = expectedSeconds.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        self.bytesTotal = bytesTotal
    }

    /// The work has come this far.
    ///
    /// - Parameters:
    ///   - progress: What the worker says.
    ///   - elapsedSeconds: Seconds since the work began.
    public mutating func advance(_ progress: MediaProgress, elapsedSeconds: Double) {
        if progress.secondsDone.isFinite { secondsDone = max(secondsDone, progress.secondsDone) }
        let share = min(1, max(percent / 100, share(of: progress)))
        percent = share * 100
        guard share > 0, elapsedSeconds.isFinite, elapsedSeconds > 0 else { return }
        etaSeconds = elapsedSeconds * (1 - share) / share
    }

    /// The work is done.
    public mutating func finish() {
        percent = 100
        secondsDone = max(secondsDone, secondsTotal ?? 0)
        etaSeconds = 0
    }

    private func share(of progress: MediaProgress) -> Double {
        if let secondsTotal { return secondsDone / secondsTotal }
        guard bytesTotal > 0 else { return 0 }
        return max(0, Double(progress.bytesRead) / Double(bytesTotal))
    }
}
