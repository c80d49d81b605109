import FerryCore
import Synchronization

/// How many jobs wait or run, as the store counted them last, with what was handed off since.
final class PendingGauge: Sendable {
    private struct State {
        var counted = 0
        var since = 0
    }

    /// Seconds between two looks at the store's counts.
    static let refreshSeconds = 1.0

    private let state = Mutex(State())

    /// How many there are, or a few that ended within the last seconds more.
    var count: Int { state.withLock { $0.counted + $0.since } }

    /// Jobs came.
    func add(_ jobs: Int) { state.withLock { $0.since += jobs } }

    /// Takes what the store counts; what it cannot say stays as it was.
    func refresh(from store: any TallyStore) async {
        let before = state.withLock { $0.since }
        guard let tally = try? await store.tally() else { return }
        state.withLock { state in
            state.counted = tally.unfinishedJobs
            state.since -= before
        }
    }
}
