public import FerryCore
import Synchronization

/// The latest events, for listeners who come back after a break, and the way of new ones to listeners.
///
/// It is a recorder of the pipeline: events come in order, numbered from 1 without gaps.
public final class EventLog: MetricsRecorder {
    /// Events that are kept.
    public static let limit = 10_000
    /// Events that wait for one listener; one that falls further behind is told of a gap.
    public static let listenerLimit = 10_000

    /// Listeners at a time.
    public static let maxListeners = 1000

    /// What a listener is given.
    public enum Item: Sendable, Equatable {
        /// Events between are no longer kept.
        case gap
        /// Something happened.
        case event(FerryEvent)
    }

    private struct State {
        /// A ring: the event `seq` stands at `seq % limit`.
        var events: [FerryEvent] = []
        var last = 0
        var listeners: [Int: Listener] = [:]
        var nextListener = 0
        var isFinished = false
    }

    private struct Listener {
        var session: SessionID?
        var isWanted: @Sendable (FerryEvent) -> Bool
        var continuation: AsyncStream<Item>.Continuation
        let ending: Ending
        func wants(_ event: FerryEvent) -> Bool {
            (session == nil || event.owner?.sessionId == session?.rawValue) && isWanted(event)
        }
    }

    /// Says that a stream has ended. The handler that notes it must take no lock: it runs under one of the runtime, which a
    /// yield takes under the log's.
    private final class Ending: Sendable {
        private let flag = Atomic(false)
        var isReached: Bool { flag.load(ordering: .relaxed) }
        func reach() { flag.store(true, ordering: .relaxed) }
    }

    private let state = Mutex(State())

    /// Keeps nothing yet.
    public init() {}

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        state.withLock { state in
            if state.events.count < Self.limit {
                state.events.append(event)
            } else {
                state.events[(event.seq - 1) % Self.limit] = event
            }
            state.last = event.seq
            for (id, listener) in state.listeners where listener.wants(event) {
                switch listener.continuation.yield(.event(event)) {
                case .terminated: state.listeners[id] = nil
                case .dropped: listener.continuation.yield(.gap)
                default: break
                }
            }
        }
    }

    /// How many listen; those that went away count until an event or another listener comes.
    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// The number of the latest event; 0 before the first.
    public var last: Int { state.withLock { $0.last } }

    /// Events after one that was seen, and all to come.
    ///
    /// - Parameters:
    ///   - seen: The number of the last event that the listener has; `nil` begins with what is to come. One that is not
    ///     kept any more, or that another run of the service gave, begins with a gap.
    ///   - session: Whose events; all where it is `nil`.
    ///   - isWanted: Which of them; asked when an event comes to the listener.
    /// - Throws: `service.busy` while ``maxListeners`` listen.
    public func events(
        after seen: Int?, session: SessionID?, isWanted: @escaping @Sendable (FerryEvent) -> Bool = { _ in true }
    ) throws(FerryError) -> AsyncStream<Item> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Item.self, bufferingPolicy: .bufferingNewest(Self.listenerLimit + 1))
        let ending = Ending()
        continuation.onTermination = { _ in ending.reach() }
        let isFull = state.withLock { state in
            state.listeners = state.listeners.filter { !$0.value.ending.isReached }
            guard state.listeners.count < Self.maxListeners else { return true }
            let listener = Listener(session: session, isWanted: isWanted, continuation: continuation, ending: ending)
            if let seen {
                let oldest = state.last - state.events.count
                if seen < oldest || seen > state.last { continuation.yield(.gap) }
                let from = seen > state.last ? oldest : max(seen, oldest)
                if from < state.last {
                    for seq in (from + 1)...state.last {
                        let event = state.events[(seq - 1) % Self.limit]
                        if listener.wants(event) { continuation.yield(.event(event)) }
                    }
                }
            }
            guard !state.isFinished else {
                continuation.finish()
                return false
            }
            state.nextListener += 1
            state.listeners[state.nextListener] = listener
            return false
        }
        guard !isFull else {
            throw FerryError(
                .serviceBusy, "\(Self.maxListeners) listen to events at once, the limit", retryAfterSeconds: 5)
        }
        return stream
    }

    /// Ends all streams.
    public func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return state.listeners
        }
        for listener in listeners.values { listener.continuation.finish() }
    }
}
