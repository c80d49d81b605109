import FerryCore

/// What follows an attempt to deliver a webhook: a status or a failure in, what is written down out.
struct WebhookPolicy: Sendable {
    /// Seconds before each further attempt; after the last one it is given up.
    var waits: [Double]

    /// What came of an attempt.
    ///
    /// Any status from 200 to 299 means that it was taken. A redirect is followed by nobody. A receiver that is there and
    /// says 410 wants no more of it.
    ///
    /// - Parameters:
    ///   - status: The receiver's status; `nil` where it did not answer.
    ///   - reason: Why it did not answer.
    ///   - attempts: Attempts so far, with this one.
    func outcome(status: Int?, reason: String?, attempts: Int, at now: Timestamp) -> WebhookOutcome {
        if let status, (200..<300).contains(status) { return .delivered(status: status) }
        let why = reason ?? "the receiver answered \(status ?? 0)"
        guard status != 410, attempts >= 1, attempts <= waits.count else {
            return .failed(status: status, reason: why)
        }
        return .retry(at: now.advanced(bySeconds: waits[attempts - 1]), status: status, reason: why)
    }
}
