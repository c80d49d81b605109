/// The port that tells the time and waits.
public protocol FerryClock: Sendable {
    /// The time of day.
    func now() -> Timestamp
    /// Waits; ends at once with an error when the task is cancelled.
    func sleep(seconds: Double) async throws
}
