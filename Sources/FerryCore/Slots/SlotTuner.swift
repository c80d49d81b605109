/// How many slots are worth while: one more is tried while goodput grows, and taken back when it does not.
///
/// Goodput is acknowledged bytes a second over windows in which all slots were in use and somebody waited for one; other
/// windows say nothing of the number of slots.
public struct SlotTuner: Sendable, Hashable {
    /// Slots at most, unless told otherwise.
    public static let defaultMaximum = 16
    /// What one more slot must bring, as a part of the goodput before, to be kept.
    public static let worthwhileGain = 0.1
    /// What may be lost before a slot is taken back.
    public static let tolerableLoss = 0.2
    /// Windows without a trial after one that brought nothing; doubled each time, up to 64.
    public static let rest = 4

    /// Slots from now on.
    public private(set) var slots: Int
    private let maximum: Int
    private var phase = Phase.measuring
    private var resting = 0
    private var nextRest = Self.rest

    private enum Phase: Sendable, Hashable {
        /// The present number is being measured.
        case measuring
        /// The present number brought so much.
        case settled(goodput: Double)
        /// One more is being tried against that.
        case trying(against: Double)
    }

    /// Creates a tuner that begins with so many slots.
    ///
    /// - Precondition: `start` is at least 1 and at most `maximum`.
    public init(start: Int = 2, maximum: Int = Self.defaultMaximum) {
        precondition(start >= 1 && start <= maximum, "a process needs one slot at least")
        slots = start
        self.maximum = maximum
    }

    /// A number that changed, and why: `trial`, `goodput grew`, `no gain`, `goodput fell` or `throttled`.
    public struct Decision: Sendable, Hashable {
        /// Slots before.
        public let from: Int
        /// Slots from now on.
        public let to: Int
        /// Why.
        public let reason: String
    }

    /// One window in which all slots were in use ended.
    ///
    /// - Parameter goodput: Acknowledged bytes a second in it.
    public mutating func measured(goodput: Double) -> Decision? {
        switch phase {
        case .measuring:
            phase = .settled(goodput: goodput)
            return grow("trial", from: goodput)
        case .settled(let before):
            if goodput < before * (1 - Self.tolerableLoss), slots > 1 {
                phase = .measuring
                return change(to: slots - 1, "goodput fell")
            }
            phase = .settled(goodput: before * 0.75 + goodput * 0.25)
            resting -= 1
            return resting <= 0 ? grow("trial", from: goodput) : nil
        case .trying(let before):
            if goodput >= before * (1 + Self.worthwhileGain) {
                nextRest = Self.rest
                phase = .settled(goodput: goodput)
                return grow("goodput grew", from: goodput)
            }
            phase = .settled(goodput: before)
            resting = nextRest
            nextRest = min(nextRest * 2, 64)
            return change(to: slots - 1, "no gain")
        }
    }

    /// Requests fail for too many of them at once (429, 503): half of the slots are taken back.
    public mutating func throttled() -> Decision? {
        phase = .measuring
        resting = nextRest
        nextRest = min(nextRest * 2, 64)
        return change(to: max(1, slots / 2), "throttled")
    }

    private mutating func grow(_ reason: String, from goodput: Double) -> Decision? {
        guard slots < maximum else { return nil }
        phase = .trying(against: goodput)
        return change(to: slots + 1, reason)
    }

    private mutating func change(to next: Int, _ reason: String) -> Decision? {
        guard next != slots else { return nil }
        defer { slots = next }
        return Decision(from: slots, to: next, reason: reason)
    }
}
