/// Decides which progress is worth a durable write: progress in, a write or none out.
///
/// | mode | written |
/// |---|---|
/// | `milestones` | at 10, 25, 50, 75, 90, 95 and 100 percent, after pauses of more than 30 s, at jumps, at the end and when the process stops; what comes less than 2 s after a write waits for the next |
/// | `interval` | every 30 s, at pauses, at the end and when the process stops |
///
/// Milestones never fall. The exact progress may, and is what is written.
public struct ProgressDiary: Sendable, Hashable {
    /// When progress is written.
    public enum Mode: String, Sendable, Codable, CaseIterable {
        /// Where it means something.
        case milestones
        /// Every thirty seconds.
        case interval
    }

    /// Why progress is told.
    public enum Cause: Sendable, Hashable {
        /// It went on.
        case progress
        /// It stood still for so many seconds.
        case pause(seconds: Double)
        /// It went to another place.
        case jump
        /// It is done.
        case completion
        /// The process stops, or nothing more will be told.
        case shutdown
    }

    /// What follows from what was told.
    public struct Entry: Sendable, Hashable {
        /// The highest milestone that was passed by this; `nil` for none.
        public var milestone: Int?
        /// Whether it is to be written now.
        public var isWritten: Bool
    }

    /// Seconds after a write in which what is worth one waits.
    public static let mergeSeconds = 2.0
    /// Seconds between two writes in the mode `interval`.
    public static let intervalSeconds = 30.0
    /// Seconds after which a pause is worth a write.
    public static let pauseSeconds = 30.0

    /// When progress is written.
    public var mode: Mode
    /// The milestones.
    public private(set) var milestones: Milestones
    /// When it was last written; `nil` before the first time.
    public private(set) var writtenAt: Timestamp?
    /// Whether something that is worth a write waits for one.
    public private(set) var isPending = false
    /// Whether anything was told since the last write.
    private var isChanged = false

    /// Goes on from what was written before.
    public init(mode: Mode = .milestones, milestones: Milestones = Milestones(), writtenAt: Timestamp? = nil) {
        self.mode = mode
        self.milestones = milestones
        self.writtenAt = writtenAt
    }

    /// Takes the present progress.
    ///
    /// - Parameters:
    ///   - percent: 0…100.
    ///   - now: When it is so.
    public mutating func told(percent: Double, cause: Cause, at now: Timestamp) -> Entry {
        let milestone = milestones.reached(percent: percent)
        isChanged = true
        if isWorthy(cause, milestone, now) { isPending = true }
        guard isPending, mayWrite(cause, now) else { return Entry(milestone: milestone, isWritten: false) }
        isPending = false
        isChanged = false
        writtenAt = now
        return Entry(milestone: milestone, isWritten: true)
    }

    private func isWorthy(_ cause: Cause, _ milestone: Int?, _ now: Timestamp) -> Bool {
        switch cause {
        case .completion: return true
        case .shutdown: return isChanged
        case .pause(let seconds): return mode == .interval || seconds > Self.pauseSeconds
        case .jump where mode == .milestones: return true
        case .progress, .jump:
            guard mode == .interval else { return milestone != nil }
            // A clock that was set back must not hold writes up.
            return writtenAt.map { !(0..<Self.intervalSeconds).contains(now.seconds(since: $0)) } ?? true
        }
    }

    private func mayWrite(_ cause: Cause, _ now: Timestamp) -> Bool {
        if cause == .completion || cause == .shutdown { return true }
        guard mode == .milestones, let writtenAt else { return true }
        // A clock that was set back must not hold writes up.
        return !(0..<Self.mergeSeconds).contains(now.seconds(since: writtenAt))
    }
}
