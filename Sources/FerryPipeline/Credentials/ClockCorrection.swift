import FerryCore

/// How far the server's clock is ahead of ours.
struct ClockCorrection: Sendable {
    /// Differences that are not worth another attempt, in seconds.
    static let tolerance = 5.0

    private var offset = 0.0

    /// The time by the server's clock.
    func corrected(_ now: Timestamp) -> Timestamp { now.advanced(bySeconds: offset) }

    /// The server said what time it is.
    ///
    /// - Returns: Whether that is news, so that a request signed anew may be taken.
    mutating func adjust(to serverTime: Timestamp, now: Timestamp) -> Bool {
        guard abs(serverTime.seconds(since: corrected(now))) > Self.tolerance else { return false }
        offset = serverTime.seconds(since: now)
        return true
    }
}
