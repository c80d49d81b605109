import FerryCore

/// Passes progress on, at most ten times a second. Lives on the thread that does the work.
final class ProgressMeter {
    /// The shortest time between two reports.
    static let interval = Duration.milliseconds(100)

    private let report: (MediaProgress) -> Void
    private var next: ContinuousClock.Instant
    private var latest = MediaProgress(secondsDone: 0, bytesRead: 0)

    init(_ report: @escaping (MediaProgress) -> Void) {
        self.report = report
        next = ContinuousClock.now
    }

    /// Notes how far the work is; seconds never go back.
    func note(seconds: Double, bytesRead: Int64) {
        latest.secondsDone = max(latest.secondsDone, seconds)
        latest.bytesRead = max(latest.bytesRead, bytesRead)
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Self.interval
        report(latest)
    }
}
