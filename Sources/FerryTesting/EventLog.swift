public import FerryCore
import Synchronization

/// Keeps every event it is given, for tests.
public final class EventLog: MetricsRecorder {
    private let events = Mutex<[FerryEvent]>([])
    private let onEvent: @Sendable (FerryEvent) -> Void

    /// An empty log.
    ///
    /// - Parameter onEvent: Called with each event after it was kept.
    public init(onEvent: @escaping @Sendable (FerryEvent) -> Void = { _ in }) { self.onEvent = onEvent }

    /// All events so far, in order.
    public var all: [FerryEvent] { events.withLock { $0 } }
    /// What happened, in order.
    public var kinds: [FerryEvent.Kind] { all.map(\.kind) }
    /// The names of all events, in order.
    public var names: [String] { kinds.map(\.name) }

    /// Keeps an event.
    public func record(_ event: FerryEvent) {
        events.withLock { $0.append(event) }
        onEvent(event)
    }
}
