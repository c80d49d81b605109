/// What follows from failures for the size of chunks and for retries.
///
/// A chunk should take no longer than the time that pays: by Young's formula for checkpoints, the square root of twice
/// what a further chunk costs times the seconds between two failures (J. W. Young, 1974). Sizes are powers of two, so that
/// a small change changes nothing. The way of retrying changes at a quarter of failed requests and back at an eighth.
public struct TransferAdvice: Sendable, Equatable {
    /// How failed requests are tried again.
    public enum Retrying: String, Sendable {
        /// As the user says.
        case usual
        /// The server has too much to do: longer waits, and the same number of attempts.
        case patient
        /// The link breaks while bytes still arrive: short waits, and twice the attempts.
        case persistent
    }

    /// Seconds that one more chunk costs: a round trip and what the server does with it.
    static let chunkSeconds = 0.25
    /// Seconds that a chunk takes at least where failures are frequent.
    static let leastSeconds = 0.5
    /// Requests before anything is said.
    static let leastRequests = 8
    private static let (enter, leave) = (0.25, 0.125)

    /// Bytes that a chunk should have at most; `nil` while failures are too rare to tell.
    public private(set) var chunkBytes: Int64?
    /// How to try again.
    public private(set) var retrying = Retrying.usual

    /// Looks at the latest requests.
    mutating func review(
        _ failures: FailureWindow, uplink: Double?, settings: AdviserSettings
    ) -> [FerryEvent.Decision] {
        guard failures.count >= Self.leastRequests else { return [] }
        return [reviewChunks(failures, uplink, settings), reviewRetries(failures)].compactMap { $0 }
    }

    private mutating func reviewChunks(
        _ failures: FailureWindow, _ uplink: Double?, _ settings: AdviserSettings
    ) -> FerryEvent.Decision? {
        var next: Int64?
        var reason = "requests fail seldom"
        if let between = failures.secondsBetweenFailures, let uplink {
            let seconds = min(
                ChunkSizer.targetSeconds, max(Self.leastSeconds, (2 * Self.chunkSeconds * between).squareRoot()))
            let bytes = Self.powerOfTwo(seconds * uplink)
            if seconds < ChunkSizer.targetSeconds {
                next = settings.chunkLimits.fitting(max(ChunkSizer.floorBytes, bytes))
            }
            reason = "\(failures.broken) of \(failures.count) requests broke, every \(PlainNumber.text(between)) s one"
        }
        // One step of two up or down is within what is known of the link.
        if let next, let chunkBytes, max(next, chunkBytes) <= 2 * min(next, chunkBytes) { return nil }
        guard next != chunkBytes else { return nil }
        defer { chunkBytes = next }
        return .init(
            what: "chunkBytes", from: chunkBytes.map { "at most \($0)" } ?? "auto",
            to: next.map { "at most \($0)" } ?? "auto", reason: reason)
    }

    private mutating func reviewRetries(_ failures: FailureWindow) -> FerryEvent.Decision? {
        let (throttled, broken) = (failures.share(failures.throttled), failures.share(failures.broken))
        func holds(_ share: Double, _ kind: Retrying) -> Bool { share >= (retrying == kind ? Self.leave : Self.enter) }
        let next: Retrying =
            holds(throttled, .patient)
            ? .patient : holds(broken, .persistent) && failures.fine > 0 ? .persistent : .usual
        guard next != retrying else { return nil }
        defer { retrying = next }
        return .init(
            what: "retry", from: retrying.rawValue, to: next.rawValue,
            reason:
                "of the latest \(failures.count) requests \(failures.broken) broke and \(failures.throttled) were refused for load"
        )
    }

    /// The user's policy as it should be for uploads that begin now.
    public func policy(_ usual: RetryPolicy) -> RetryPolicy {
        var policy = usual
        switch retrying {
        case .usual: break
        case .patient:
            policy.baseDelay = usual.baseDelay * 4
            policy.maxDelay = max(usual.maxDelay, min(60, usual.maxDelay * 3))
        case .persistent:
            policy.maxRetries = usual.maxRetries > Int.max / 2 ? usual.maxRetries : 2 * usual.maxRetries
            policy.maxDelay = usual.maxDelay / 2
        }
        return policy
    }

    private static func powerOfTwo(_ bytes: Double) -> Int64 {
        var size: Int64 = 1
        while size < 1 << 40, Double(size) * 2 <= bytes { size *= 2 }
        return size
    }
}

extension FailureWindow {
    /// A part of all requests.
    func share(_ part: Int) -> Double { count > 0 ? Double(part) / Double(count) : 0 }
}
