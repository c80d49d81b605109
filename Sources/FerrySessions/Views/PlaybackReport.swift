public import FerryCore

/// Where a user is in something that is played, as the player reports it.
public struct PlaybackReport: Sendable, Equatable {
    /// What is played.
    public var item: String
    /// Who watches.
    public var userId: String
    /// The position in seconds.
    public var currentTimeSeconds: Double
    /// The whole length in seconds.
    public var totalDurationSeconds: Double
    /// Why it is reported; `nil` for a client that reports at intervals.
    public var triggerType: Trigger?
    /// The milestone that the player saw passed, in percent.
    public var milestoneReached: Int?
    /// Whether it counts as watched to the end, wherever the position is.
    public var forceCompletion: Bool
    /// When it happened; the time of arrival where the player does not say.
    public var occurredAt: Timestamp?

    /// Why a position is reported.
    public enum Trigger: String, Sendable, Codable, CaseIterable {
        /// A percentage worth writing down was passed.
        case milestone
        /// The player was paused.
        case pause
        /// The user jumped.
        case seek
        /// The end was reached.
        case completion
        /// The page goes away.
        case unload
    }

    /// Creates a report.
    public init(
        item: String, userId: String, currentTimeSeconds: Double, totalDurationSeconds: Double,
        triggerType: Trigger? = nil, milestoneReached: Int? = nil, forceCompletion: Bool = false,
        occurredAt: Timestamp? = nil
    ) {
        self.item = item
        self.userId = userId
        self.currentTimeSeconds = currentTimeSeconds
        self.totalDurationSeconds = totalDurationSeconds
        self.triggerType = triggerType
        self.milestoneReached = milestoneReached
        self.forceCompletion = forceCompletion
        self.occurredAt = occurredAt
    }
}

/// What is known of a user's position in something that is played.
public struct PlaybackView: Sendable, Equatable, Codable {
    /// Whether the report was worth a write.
    public var saved: Bool
    /// The highest milestone that was ever passed, in percent; 0 before the first.
    public var milestone: Int
    /// The exact position; it may fall.
    public var positionSeconds: Double
    /// Whether the end was ever reached.
    public var completed: Bool

    /// Creates a view.
    public init(saved: Bool, milestone: Int, positionSeconds: Double, completed: Bool) {
        self.saved = saved
        self.milestone = milestone
        self.positionSeconds = positionSeconds
        self.completed = completed
    }
}
