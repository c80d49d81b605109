public import FerryCore
import Synchronization

/// Gives every event its number and its time and hands it on, in order, to recorders and to whoever watches.
///
/// A watcher that does not keep up loses its oldest events beyond ``watcherLimit``; recorders lose none.
public final class EventHub: Sendable {
    /// Events that are kept for one watcher.
    public static let watcherLimit = 10_000

    private struct State {
        var sequence = 0
        var recorders: [any MetricsRecorder]
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
        var isFinished = false
    }

    private struct Watcher {
        var job: JobID?
        var continuation: AsyncStream<FerryEvent>.Continuation
    }

    private let state: Mutex<State>
    private let clock: any FerryClock

    /// Creates a hub for these recorders.
    public init(recorders: [any MetricsRecorder] = [], clock: any FerryClock = SystemFerryClock()) {
        state = Mutex(State(recorders: recorders))
        self.clock = clock
    }

    /// Says that something happened. Recorders run before this returns, one event at a time.
    public func emit(_ kind: FerryEvent.Kind, job: JobID? = nil, owner: JobOwner? = nil) {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.sequence += 1
            let event = FerryEvent(seq: state.sequence, time: clock.now(), jobId: job, owner: owner, kind: kind)
            for recorder in state.recorders { recorder.record(event) }
            for (id, watcher) in state.watchers where watcher.job == nil || watcher.job == job {
                // Who has stopped watching is found here: a handler of the end would wait for this lock under the runtime's
                // lock of the watching task, which a yield takes.
                if case .terminated = watcher.continuation.yield(event) { state.watchers[id] = nil }
            }
            // Nothing follows the end of a run.
            if case .runFinished = kind { state.isFinished = true }
        }
    }

    deinit { finish() }

    /// All events from now on.
    public func watch() -> AsyncStream<FerryEvent> { watch(nil).stream }

    /// The events of one job, or all, from now on; the function ends them, after those that were emitted before.
    func watch(_ job: JobID?) -> (stream: AsyncStream<FerryEvent>, end: @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: FerryEvent.self, bufferingPolicy: .bufferingNewest(Self.watcherLimit))
        let id: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.nextWatcher += 1
            state.watchers[state.nextWatcher] = Watcher(job: job, continuation: continuation)
            return state.nextWatcher
        }
        guard let id else {
            continuation.finish()
            return (stream, {})
        }
        let end: @Sendable () -> Void = { [weak self] in
            _ = self?.state.withLock { $0.watchers.removeValue(forKey: id) }
            continuation.finish()
        }
        return (stream, end)
    }

    /// Ends all streams; later events are dropped.
    public func finish() {
        let watchers = state.withLock { state in
            state.isFinished = true
            defer { state.watchers = [:] }
            return state.watchers
        }
        for watcher in watchers.values { watcher.continuation.finish() }
    }
}
