/// The retry budget of a host over all files: a bucket of tokens, as the retry quota of the AWS tools keeps it.
///
/// A host that fails now and then refills the bucket with its successes; one that fails in earnest empties it, and then
/// trying again at every file's own pace would only add to its load.
public struct RetryTokens: Sendable, Equatable {
    /// Tokens of a full bucket.
    public static let capacity = 500
    /// What a failure takes.
    public static let retryCost = 5
    /// What a failure takes that was itself a long wait.
    public static let timeoutCost = 10
    /// What a success gives back.
    public static let refund = 1
    /// What is there again after a host has recovered.
    public static let recovered = 100

    /// Tokens left.
    public private(set) var left = RetryTokens.capacity

    /// A full bucket.
    public init() {}

    /// Takes what a failure costs.
    ///
    /// - Returns: Whether the bucket held that much; without it nothing is left.
    public mutating func take(for cause: RetryCause) -> Bool {
        let cost = cause.isTimeout ? Self.timeoutCost : Self.retryCost
        guard left >= cost else {
            left = 0
            return false
        }
        left -= cost
        return true
    }

    /// A request was answered.
    public mutating func giveBack() { left = min(Self.capacity, left + Self.refund) }

    /// The host answers again after an outage.
    public mutating func recover() { left = max(left, Self.recovered) }
}

extension RetryCause {
    /// Whether the failed request was itself a long wait.
    fileprivate var isTimeout: Bool {
        switch self {
        case .timeout, .firstByte, .stall: true
        default: false
        }
    }
}
