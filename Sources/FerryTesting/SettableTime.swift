public import FerryCore
import Synchronization

/// A wall clock that stands still until a test moves it.
public final class SettableTime: Sendable {
    private let current: Mutex<Timestamp>

    /// Starts at a time; noon of 1 May 2026 in UTC unless told otherwise.
    public init(_ start: Timestamp = Timestamp(microseconds: 1_777_636_800_000_000)) {
        current = Mutex(start)
    }

    /// The time it shows.
    public var now: Timestamp { current.withLock { $0 } }

    /// Moves it, backwards when negative.
    public func advance(bySeconds seconds: Double) {
        current.withLock { $0 = $0.advanced(bySeconds: seconds) }
    }
}
