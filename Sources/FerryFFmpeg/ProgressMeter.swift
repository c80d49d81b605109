import FerryCore
import Synchronization

/// Passes progress on, at most ten times a second. Lanes on several threads may note theirs; the slowest one counts.
final class ProgressMeter: Sendable {
    /// The shortest time between two reports.
    static let interval = Duration.milliseconds(100)

    private struct State {
        var next = ContinuousClock.now
        var lanes: [(seconds: Double, bytes: Int64)] = []
        var furthest = 0.0
    }

    private let report: @Sendable (MediaProgress) -> Void
    private let state = Mutex(State())

    init(_ report: @escaping @Sendable (MediaProgress) -> Void) { self.report = report }

    /// Adds a lane, and gives its number.
    ///
    /// - Parameter seconds: How far it is already; infinite for a lane that does not count.
    func addLane(at seconds: Double = 0) -> Int {
        state.withLock { state in
            state.lanes.append((seconds, 0))
            return state.lanes.count - 1
        }
    }

    /// Notes how far a lane is; seconds never go back.
    ///
    /// - Parameters:
    ///   - seconds: Seconds of media, from its start on; infinite for a lane that is done.
    ///   - bytesRead: Bytes that the lane has read.
    func note(lane: Int = 0, seconds: Double, bytesRead: Int64) {
        // Told under the lock: reports never overtake each other or mix.
        state.withLock { state in
            if state.lanes.isEmpty { state.lanes = [(0, 0)] }
            state.lanes[lane].seconds = max(state.lanes[lane].seconds, seconds)
            state.lanes[lane].bytes = max(state.lanes[lane].bytes, bytesRead)
            let slowest = state.lanes.map(\.seconds).min() ?? 0
            if slowest.isFinite { state.furthest = max(state.furthest, slowest) }
            let now = ContinuousClock.now
            guard now >= state.next else { return }
            state.next = now + Self.interval
            report(MediaProgress(secondsDone: state.furthest, bytesRead: state.lanes.reduce(0) { $0 + $1.bytes }))
        }
    }
}
