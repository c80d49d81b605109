/// What a plan is to be best at, and what is known of the way to the destination.
public struct PlanSettings: Sendable, Equatable {
    /// What to be best at; `nil` is ``Goal/time`` where something is said of the uplink, else ``Goal/size``.
    public var goal: Goal?
    /// What is known of the uplink.
    public var uplink: Uplink

    /// What a plan is to be best at.
    public enum Goal: String, Sendable, Codable, CaseIterable {
        /// Durable at the destination as soon as possible: what is encoded for its size alone is encoded only where
        /// that is sooner done than sending the packets as they are.
        case time
        /// What the preset asks for, whatever the time.
        case size
    }

    /// What is known of the uplink.
    public enum Uplink: Sendable, Equatable {
        /// Nothing, and nothing is measured.
        case unknown
        /// What acknowledged bytes show, of this run and of earlier ones of the same state directory.
        case measured
        /// Bytes a second, over all slots.
        case rate(Int64)
    }

    /// Creates settings.
    public init(goal: Goal? = nil, uplink: Uplink = .unknown) {
        self.goal = goal
        self.uplink = uplink
    }

    /// Whether plans are made for time.
    public var isForTime: Bool { (goal ?? (uplink == .unknown ? .size : .time)) == .time }

    /// Whether the uplink is measured: a goal of time without a rate needs it.
    public var measuresUplink: Bool {
        switch uplink {
        case .measured: true
        case .unknown: goal == .time
        case .rate: false
        }
    }

    /// The same where no more than so many bytes a second are sent; `nil` is no limit.
    public func limited(to bytesPerSecond: Int64?) -> PlanSettings {
        guard let bytesPerSecond, case .rate(let rate) = uplink else { return self }
        return PlanSettings(goal: goal, uplink: .rate(min(rate, bytesPerSecond)))
    }
}
