public import FerryCore

/// The port that keeps what was turned at run time, so that it holds after a restart.
///
/// A write is durable when the call returns. All functions throw `store.unavailable` when the store cannot be used.
public protocol FlagStore: Sendable {
    /// What was turned at run time; `nil` where nothing was, or it was taken back.
    func turnedFlags() async throws(FerryError) -> ServiceFlags.Layer?

    /// Keeps what was turned, in place of what was kept; `nil` takes it back.
    func keep(_ layer: ServiceFlags.Layer?) async throws(FerryError)

    /// Whether all work was paused by request and has not been resumed.
    func isPaused() async throws(FerryError) -> Bool

    /// Keeps whether all work is paused.
    func keep(isPaused: Bool) async throws(FerryError)
}
