public import FerryCore

/// Where a user is in something that is played: reports in, what is to be written out.
///
/// Times are the player's own where it says them (`occurredAt`), so that reports which arrive late or together are judged
/// by when they happened; one that claims to be later than it arrived is taken as of its arrival.
public struct PlaybackProgress: Sendable, Equatable {
    /// Seconds by which a position must differ from where playing alone would have come, to be a jump.
    public static let jumpSeconds = 10.0
    /// Share of the length at which a report of completion is believed without being forced.
    static let nearEnd = 0.95

    /// What is written down.
    public struct Stored: Sendable, Equatable, Codable {
        /// The exact position in seconds.
        public var positionSeconds: Double
        /// The whole length in seconds.
        public var totalSeconds: Double
        /// The highest milestone that was ever passed, in percent.
        public var milestone: Int
        /// Whether the end was ever reached.
        public var isCompleted: Bool
        /// When it was so.
        public var writtenAt: Timestamp

        /// Creates a record.
        public init(
            positionSeconds: Double, totalSeconds: Double, milestone: Int, isCompleted: Bool, writtenAt: Timestamp
        ) {
            self.positionSeconds = positionSeconds
            self.totalSeconds = totalSeconds
            self.milestone = milestone
            self.isCompleted = isCompleted
            self.writtenAt = writtenAt
        }
    }

    /// The exact position in seconds, as it was last told.
    public private(set) var positionSeconds: Double
    /// The whole length in seconds.
    public private(set) var totalSeconds: Double
    /// Whether the end was ever reached.
    public private(set) var isCompleted: Bool
    private var diary: ProgressDiary
    private var toldAt: Timestamp?
    private var pausedAt: Timestamp?

    /// Begins where the last write stood.
    public init(_ stored: Stored?) {
        positionSeconds = stored?.positionSeconds ?? 0
        totalSeconds = stored?.totalSeconds ?? 0
        isCompleted = stored?.isCompleted ?? false
        diary = ProgressDiary(milestones: Milestones(passed: stored?.milestone ?? 0), writtenAt: stored?.writtenAt)
        toldAt = stored?.writtenAt
    }

    /// The highest milestone that was ever passed, in percent.
    public var milestone: Int { diary.milestones.passed }

    /// What is to be written when it is.
    public func stored(at now: Timestamp) -> Stored {
        Stored(
            positionSeconds: positionSeconds, totalSeconds: totalSeconds, milestone: milestone,
            isCompleted: isCompleted, writtenAt: now)
    }

    /// Takes a report.
    ///
    /// - Parameters:
    ///   - isMilestoneMode: Whether the service writes at milestones; a report without a trigger comes from a client that
    ///     reports at intervals, and is written at intervals in any case.
    ///   - arrival: When it arrived.
    /// - Returns: Whether it is to be written now.
    public mutating func take(_ report: PlaybackReport, isMilestoneMode: Bool, at arrival: Timestamp) -> Bool {
        let now = min(report.occurredAt ?? arrival, arrival)
        let cause = cause(of: report, at: now)
        pausedAt = report.triggerType == .pause ? pausedAt ?? now : nil
        positionSeconds = report.currentTimeSeconds
        totalSeconds = report.totalDurationSeconds
        toldAt = max(now, toldAt ?? now)
        let wasCompleted = isCompleted
        if isEnd(report) { isCompleted = true }
        diary.mode = isMilestoneMode && report.triggerType != nil ? .milestones : .interval
        let ends = isCompleted && !wasCompleted
        return diary.told(percent: percent(of: report), cause: ends ? .completion : cause, at: now).isWritten
    }

    /// The process stops, or a pause has lasted: what is known is written unless it is already.
    ///
    /// - Returns: Whether it is to be written now.
    public mutating func settle(at now: Timestamp) -> Bool {
        diary.told(percent: 0, cause: .shutdown, at: now).isWritten
    }

    private func cause(of report: PlaybackReport, at now: Timestamp) -> ProgressDiary.Cause {
        if report.triggerType == .unload { return .shutdown }
        if let pausedAt, now.seconds(since: pausedAt) > ProgressDiary.pauseSeconds {
            return .pause(seconds: now.seconds(since: pausedAt))
        }
        if report.triggerType == .pause { return .pause(seconds: 0) }
        let moved = report.currentTimeSeconds - positionSeconds
        if report.triggerType == .seek { return abs(moved) > Self.jumpSeconds ? .jump : .progress }
        guard let toldAt else { return .progress }
        return abs(moved - max(0, now.seconds(since: toldAt))) > Self.jumpSeconds && moved < 0 ? .jump : .progress
    }

    private func isEnd(_ report: PlaybackReport) -> Bool {
        if report.forceCompletion { return true }
        guard report.totalDurationSeconds > 0 else { return false }
        let share = report.currentTimeSeconds / report.totalDurationSeconds
        return share >= 1 || (report.triggerType == .completion && share >= Self.nearEnd)
    }

    /// The position in percent; a milestone that the player saw counts when the position is there but for a rounding.
    private func percent(of report: PlaybackReport) -> Double {
        if isCompleted { return 100 }
        guard report.totalDurationSeconds > 0 else { return 0 }
        let percent = report.currentTimeSeconds / report.totalDurationSeconds * 100
        if let seen = report.milestoneReached, Milestones.percents.contains(seen), Double(seen) <= percent + 1 {
            return max(percent, Double(seen))
        }
        return min(percent, 99.9)
    }
}
