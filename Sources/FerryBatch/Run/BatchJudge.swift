public import FerryCore

/// Decides what follows from the end of one item's turn. A value: no clock, no store.
public struct BatchJudge: Sendable {
    /// What follows.
    public enum Verdict: Sendable, Equatable {
        /// The item is at an end.
        case ended(BatchOutcome)
        /// It is tried again after so many seconds.
        case retry(after: Double)
        /// The run as a whole cannot go on for now; the item is due as before.
        case stop
    }

    /// When an item that failed is tried again.
    public let policy: ReattemptPolicy
    private var failuresInRow = 0

    /// Failures of the destination, one after the other without an arrival, after which the run stops.
    public static let mostFailuresInRow = 8
    /// Seconds until an item is looked at again that another process is sending under another name.
    public static let busySeconds = 5.0

    /// Waits of a batch: what fails is tried again within the same run, after what was never tried.
    public static let standardPolicy = ReattemptPolicy(waits: [5, 30, 120])

    /// Creates a judge.
    public init(policy: ReattemptPolicy = standardPolicy) { self.policy = policy }

    /// What follows from a receipt.
    public mutating func judge(_ receipt: Receipt) -> Verdict {
        failuresInRow = 0
        return .ended(Self.outcome(of: receipt))
    }

    /// What follows from a failure.
    ///
    /// - Parameter attempts: How often the item failed before.
    public mutating func judge(_ error: FerryError, attempts: Int) -> Verdict {
        switch error.code {
        // A run that ends asks nobody; while it goes on, only a person cancels a job.
        case .cancelled: return .ended(.setAside)
        case .sourceNotFound: return .ended(.removed)
        case .spoolFull, .storeUnavailable, .destinationUnauthorized, .destinationNotFound: return .stop
        case .destinationConflict where error.disposition != .giveUp: return .retry(after: Self.busySeconds)
        default: break
        }
        if error.status == Self.fullStatus { return .stop }
        if error.code.isOfDestination {
            failuresInRow += 1
            guard failuresInRow < Self.mostFailuresInRow else { return .stop }
        }
        if error.code == .sourceChanged, attempts < policy.waits.count { return .retry(after: policy.waits[attempts]) }
        if let seconds = policy.wait(after: error, count: attempts) { return .retry(after: seconds) }
        return .ended(JobState.end(for: error) == .refused ? .refused : .setAside)
    }

    /// How a recording ended that arrived.
    public static func outcome(of receipt: Receipt) -> BatchOutcome {
        if receipt.reused { return .reused }
        if receipt.plan.refusedRendition?.code == "larger" { return .notSmaller }
        return receipt.outcome == .delivered ? .delivered : .deliveredWithLoss
    }

    /// Insufficient storage: nothing more fits (RFC 4918 §11.5).
    private static let fullStatus = 507
}

extension FerryError.Code {
    /// Whether the destination or the way to it failed, not the recording.
    fileprivate var isOfDestination: Bool {
        rawValue.hasPrefix("destination.") || self == .uploadStalled || self == .retryExhausted
    }
}
