/// Time that work takes as if each piece of it had the machine for itself: while several are done side by side, each
/// gets its share of the time that passes.
public struct SharedWorkClock: Sendable, Equatable {
    private var running = 0
    private var shown = 0.0
    private var last: Timestamp?

    /// A clock that shows 0.
    public init() {}

    /// A piece of work begins.
    ///
    /// - Returns: The seconds shown.
    public mutating func begin(at time: Timestamp) -> Double {
        defer { running += 1 }
        return look(at: time)
    }

    /// A piece of work ends.
    ///
    /// - Returns: The seconds shown.
    public mutating func end(at time: Timestamp) -> Double {
        defer { running = max(0, running - 1) }
        return look(at: time)
    }

    /// The seconds shown; they stand still while nothing is done.
    public mutating func look(at time: Timestamp) -> Double {
        if let last, running > 0 { shown += max(0, time.seconds(since: last)) / Double(running) }
        last = time
        return shown
    }
}
