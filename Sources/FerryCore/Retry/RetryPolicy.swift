/// How often and how soon a failed request of one file is tried again: exponential back-off with full jitter.
public struct RetryPolicy: Sendable, Hashable, Codable {
    /// Failures in a row, without one byte acknowledged between them, after which the file is given up.
    public var maxRetries: Int
    /// Upper bound of the first delay in seconds; it doubles with every failure in a row.
    public var baseDelay: Double
    /// Upper bound of any delay in seconds that the server did not ask for.
    public var maxDelay: Double
    /// The longest wait in seconds that is granted to a server that asks for one.
    public var maxServerDelay: Double

    /// Creates a policy.
    public init(maxRetries: Int = 6, baseDelay: Double = 0.5, maxDelay: Double = 20, maxServerDelay: Double = 300) {
        self.maxRetries = maxRetries
        self.baseDelay = baseDelay
        self.maxDelay = maxDelay
        self.maxServerDelay = maxServerDelay
    }

    /// Seconds to wait before the attempt that follows the `failures`-th failure in a row.
    ///
    /// - Parameters:
    ///   - failures: Failures in a row so far, at least 1.
    ///   - jitter: A random number in 0…1, drawn by the caller.
    ///   - serverDelay: Seconds the server asked to wait (`Retry-After`, RFC 9110 §10.2.3); never undercut,
    ///     up to ``maxServerDelay``.
    public func delay(failures: Int, jitter: Double, serverDelay: Double?) -> Double {
        let ceiling = min(
            maxDelay, baseDelay * Double(sign: .plus, exponent: min(max(failures - 1, 0), 30), significand: 1))
        let drawn = ceiling * min(max(jitter, 0), 1)
        guard let serverDelay else { return drawn }
        return min(max(serverDelay, 0), maxServerDelay) + drawn / 10
    }

    /// The longest time in seconds that one file's retries wait in all for a server that asks for no wait itself.
    public var patience: Double {
        guard maxRetries > 0 else { return 0 }
        // Delays double until they reach the cap: after that every one is as long.
        let rising = (1...min(maxRetries, 64)).reduce(0) { $0 + delay(failures: $1, jitter: 1, serverDelay: nil) }
        return rising + Double(max(0, maxRetries - 64)) * delay(failures: .max, jitter: 1, serverDelay: nil)
    }
}

/// The retry budget of one file: failures in a row since bytes last moved.
public struct RetryBudget: Sendable, Hashable {
    /// The rule.
    public let policy: RetryPolicy
    /// Failures in a row.
    public private(set) var failures = 0

    /// A full budget.
    public init(policy: RetryPolicy) { self.policy = policy }

    /// The failures as text.
    var words: String { failures == 1 ? "1 retry" : "\(failures) retries" }

    /// Bytes were acknowledged: the count begins anew.
    public mutating func bytesMoved() { failures = 0 }

    /// A request failed; nothing is counted and nothing waited for while its host as a whole is failing, since the
    /// host is waited for elsewhere.
    ///
    /// - Returns: Seconds to wait before the next attempt, or `nil` when the budget is used up.
    public mutating func failed(_ failure: UploadFailure, jitter: Double) -> Double? {
        failure.isOutage ? 0 : failed(jitter: jitter, serverDelay: failure.error.retryAfterSeconds)
    }

    /// A request failed.
    ///
    /// - Returns: Seconds to wait before the next attempt, or `nil` when the budget is used up.
    public mutating func failed(jitter: Double, serverDelay: Double?) -> Double? {
        guard failures < policy.maxRetries else { return nil }
        failures += 1
        return policy.delay(failures: failures, jitter: jitter, serverDelay: serverDelay)
    }
}
