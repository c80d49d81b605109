/// Finds out whether a storage obeys the condition that a name must be free.
///
/// Some clones of S3 ignore `If-None-Match: *` at `PUT` and replace the object without a word, so names are looked at before
/// anything is sent there: one more request for each object. A storage that has refused to replace an object of ours needs
/// no such look any more. It is tried with the very bytes and fields that stand at the name, so that nothing changes where
/// the condition is ignored.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>.
public struct NameGuardTrial: Sendable, Equatable {
    /// What a trial showed.
    public enum Outcome: Sendable, Equatable {
        /// The storage refused the name.
        case refused
        /// The storage took the object again: it ignores the condition.
        case replaced
        /// Nothing can be told.
        case unknown
    }

    /// Objects that are stored with a look each before it is tried: one that is sent alone is never sent twice.
    static let looks = 3
    /// The largest object it is tried with, in bytes.
    static let maxBytes: Int64 = 1 << 20
    /// Trials without an outcome before names are looked at for good.
    static let maxTrials = 3

    /// Whether the storage is known to obey.
    public private(set) var isProven = false
    private var stored = 0
    private var trials = 0
    private var isUnderWay = false
    private var isOver = false

    /// Nothing is known.
    public init() {}

    /// An object was stored under the condition, at a name that was looked at.
    ///
    /// - Returns: Whether to try it now with this object; ``ended(_:)`` must follow then.
    public mutating func stored(bytes: Int64) -> Bool {
        stored += 1
        guard stored > Self.looks, bytes <= Self.maxBytes, !isUnderWay, !isOver else { return false }
        isUnderWay = true
        return true
    }

    /// A trial is over.
    public mutating func ended(_ outcome: Outcome) {
        isUnderWay = false
        trials += 1
        isProven = isProven || outcome == .refused
        isOver = outcome != .unknown || trials >= Self.maxTrials
    }
}
