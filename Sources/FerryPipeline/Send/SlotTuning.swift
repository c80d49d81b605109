import FerryCore
import Synchronization

/// Measures goodput in windows and lets the tuner change the number of slots.
final class SlotTuning: Sendable {
    /// Seconds of a window at least.
    fileprivate static let windowSeconds = 2.0
    /// Chunks of a window at least, for each slot.
    fileprivate static let windowChunks = 2

    fileprivate struct State {
        var tuner: SlotTuner
        var started: Timestamp?
        var bytes: Int64 = 0
        var chunks = 0
        var wasFull = true
    }

    private let state: Mutex<State>
    private let gate: SlotGate
    private let places: SlotGate
    private let clock: any FerryClock

    /// Changes the slots of `gate`, and with them the jobs that may run at once.
    init(gate: SlotGate, places: SlotGate, start: Int, clock: any FerryClock) {
        let maximum = max(start, SlotTuner.defaultMaximum)
        state = Mutex(State(tuner: SlotTuner(start: start, maximum: maximum)))
        self.gate = gate
        self.places = places
        self.clock = clock
    }

    /// A chunk was acknowledged.
    func acknowledged(_ bytes: Int64, by tracker: JobTracker) {
        let now = clock.now()
        let isFull = gate.waitingCount > 0 || gate.busy >= gate.limit
        apply(state.withLock { $0.acknowledged(bytes, now: now, isFull: isFull) }, tracker)
    }

    /// The server asked to slow down.
    func throttled(_ tracker: JobTracker) {
        apply(
            state.withLock { state in
                state.begin(nil)
                return state.tuner.throttled()
            }, tracker)
    }

    private func apply(_ decision: SlotTuner.Decision?, _ tracker: JobTracker) {
        guard let decision else { return }
        gate.setLimit(decision.to)
        places.setLimit(decision.to + JobPipeline.placesBeyondSlots)
        tracker.emit(
            .decision(
                .init(what: "slots", from: String(decision.from), to: String(decision.to), reason: decision.reason)))
    }
}

extension SlotTuning.State {
    fileprivate mutating func begin(_ now: Timestamp?) {
        started = now
        bytes = 0
        chunks = 0
        wasFull = true
    }

    fileprivate mutating func acknowledged(_ count: Int64, now: Timestamp, isFull: Bool) -> SlotTuner.Decision? {
        guard let started else {
            begin(now)
            return nil
        }
        bytes += count
        chunks += 1
        wasFull = wasFull && isFull
        let seconds = now.seconds(since: started)
        guard seconds >= SlotTuning.windowSeconds, chunks >= SlotTuning.windowChunks * tuner.slots else { return nil }
        let (goodput, counts) = (Double(bytes) / seconds, wasFull)
        begin(now)
        return counts ? tuner.measured(goodput: goodput) : nil
    }
}
