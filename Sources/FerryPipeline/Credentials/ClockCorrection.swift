import FerryCore

/// How far the server's clock is ahead of ours.
struct ClockCorrection: Sendable {
    /// Differences that are not worth another attempt, in seconds.
    static let tolerance = 5.0

    private var offset = 0.0

    /// The time by the server's clock.
    func corrected(_ now: Timestamp) -> Timestamp { now.advanced(bySeconds: offset) }

    /// The server refused a time and said what time it is.
    ///
    /// - Parameter signedAt: The time that was refused. Another reply may have corrected the clock since.
    /// - Returns: Whether a request signed anew has another time, and may be taken.
    mutating func adjust(to serverTime: Timestamp, signedAt: Timestamp, now: Timestamp) -> Bool {
        if abs(serverTime.seconds(since: corrected(now))) > Self.tolerance { offset = serverTime.seconds(since: now) }
        return abs(serverTime.seconds(since: signedAt)) > Self.tolerance
    }
}
