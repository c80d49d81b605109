import FerryCore
import FerryPipeline
import Synchronization

/// Failed jobs that are taken up again by themselves when their time comes.
///
/// The rows hold the times; this is their order in memory, of at most ``limit`` jobs. What is beyond is found at the next
/// start, or taken up by request. Waits are counted in looks, so that a clock that is set does not make them longer.
final class ReattemptQueue: Sendable {
    /// Jobs that wait at once.
    static let limit = 10_000
    /// Seconds between two looks.
    static let lookSeconds = 1.0

    /// Seconds that each still waits.
    private let waits = Mutex<[JobID: Double]>([:])
    private let control: JobControl
    private let clock: any FerryClock

    init(control: JobControl, clock: any FerryClock) {
        self.control = control
        self.clock = clock
    }

    /// How many wait.
    var count: Int { waits.withLock { $0.count } }

    /// Has a job taken up again at that time.
    func add(_ id: JobID, due time: Timestamp) {
        let seconds = time.seconds(since: clock.now())
        waits.withLock { waits in
            if waits.count < Self.limit { waits[id] = seconds }
        }
    }

    /// Finds the failed jobs of the store that wait for their time.
    func load(from store: any JobStore) async throws(FerryError) {
        for job in try await store.latestJobs(in: [.failed], limit: Self.limit) {
            if let time = job.nextAttemptAt { add(job.id, due: time) }
        }
    }

    /// Takes jobs up as their times come, until the task is cancelled.
    ///
    /// - Parameter wake: Told that jobs wait now.
    func run(_ wake: @Sendable () -> Void) async {
        while (try? await clock.sleep(seconds: Self.lookSeconds)) != nil {
            let ready = waits.withLock { waits in
                let ready = waits.filter { $0.value <= Self.lookSeconds }.keys
                waits = waits.mapValues { $0 - Self.lookSeconds }
                for id in ready { waits[id] = nil }
                return Array(ready)
            }
            guard !ready.isEmpty else { continue }
            for id in ready { try? await control.begin(id, anewWith: nil) }
            wake()
        }
    }
}
