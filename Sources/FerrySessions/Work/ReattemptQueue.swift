import FerryCore
import FerryPipeline
import Synchronization

/// Failed jobs that are taken up again by themselves when their time comes.
///
/// The rows hold the times; this is their order in memory, of at most ``limit`` jobs. A job leaves it only when its row says
/// that it is no longer due, and the rows are read again from time to time: neither a store that fails for a while nor a full
/// memory loses one. Waits are counted in looks, so that a clock that is set does not make them longer.
final class ReattemptQueue: Sendable {
    /// Jobs that wait at once.
    static let limit = 10_000
    /// Seconds between two looks.
    static let lookSeconds = 1.0
    /// Seconds after which a job is looked at again that could not be begun.
    static let againSeconds = 5.0
    /// Seconds between two readings of the rows.
    static let loadSeconds = 300.0

    private struct Wait {
        /// What the row said.
        var due: Timestamp
        /// Seconds left.
        var seconds: Double
    }

    private let waits = Mutex<[JobID: Wait]>([:])
    private let store: any JobStore
    private let control: JobControl
    private let clock: any FerryClock

    init(store: any JobStore, control: JobControl, clock: any FerryClock) {
        self.store = store
        self.control = control
        self.clock = clock
    }

    /// How many wait.
    var count: Int { waits.withLock { $0.count } }

    /// Has a job taken up again at that time.
    func add(_ id: JobID, due time: Timestamp) {
        let seconds = time.seconds(since: clock.now())
        waits.withLock { waits in
            // What is known already goes on as it is: its wait is counted, whatever became of the clock.
            guard waits[id]?.due != time, waits.count < Self.limit || waits[id] != nil else { return }
            waits[id] = Wait(due: time, seconds: seconds)
        }
    }

    /// Finds the failed jobs of the store that wait for their time.
    func load() async throws(FerryError) {
        for job in try await store.latestJobs(in: [.failed], limit: Self.limit) {
            if let time = job.nextAttemptAt { add(job.id, due: time) }
        }
    }

    /// Takes jobs up as their times come, until the task is cancelled.
    ///
    /// - Parameter wake: Told that jobs wait now.
    func run(_ wake: @Sendable () -> Void) async {
        var sinceLoad = 0.0
        while (try? await clock.sleep(seconds: Self.lookSeconds)) != nil {
            sinceLoad += Self.lookSeconds
            if sinceLoad >= Self.loadSeconds, (try? await load()) != nil { sinceLoad = 0 }
            var hasBegun = false
            for (id, due) in ready() { if await begin(id, due) { hasBegun = true } }
            if hasBegun { wake() }
        }
    }

    /// Counts a look, and gives those whose wait is over.
    private func ready() -> [(JobID, Timestamp)] {
        waits.withLock { waits in
            for id in waits.keys { waits[id]?.seconds -= Self.lookSeconds }
            return waits.filter { $0.value.seconds <= 0 }.map { ($0.key, $0.value.due) }
        }
    }

    /// - Returns: Whether the job waits for a worker now.
    private func begin(_ id: JobID, _ due: Timestamp) async -> Bool {
        let now = clock.now()
        let outcome = try? await control.begin(id, dueAt: max(now, due))
        waits.withLock { waits in
            switch outcome {
            case .begun, .notDue(nil): waits[id] = nil
            case .notDue(let later?): waits[id] = Wait(due: later, seconds: later.seconds(since: now))
            case nil: waits[id]?.seconds = Self.againSeconds
            }
        }
        return outcome == .begun
    }
}
