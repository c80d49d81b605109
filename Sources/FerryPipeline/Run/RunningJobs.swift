import FerryCore
import Synchronization

/// The jobs that run in this process. While any runs, whoever else lets go of the pipeline, their leases are prolonged and
/// requests for them are looked for.
final class RunningJobs: Sendable {
    typealias Work = Task<Result<Receipt, FerryError>, Never>

    private struct Running {
        var helm: JobHelm
        var task: Work
        var tracker: JobTracker { helm.tracker }
    }

    private struct State {
        var running: [JobID: Running] = [:]
        /// The running jobs of each key.
        var keys: [String: Set<JobID>] = [:]
        var heartbeat: Task<Void, Never>?
        var attendance: Task<Void, Never>?
        var isStopped = false
    }

    private let state = Mutex(State())
    private let store: any JobStore
    private let clock: any FerryClock
    private let attendant: RunAttendant

    init(store: any JobStore, clock: any FerryClock, attendant: RunAttendant) {
        self.store = store
        self.clock = clock
        self.attendant = attendant
    }

    /// Starts the work of a job and keeps it until it is over. After ``stop()`` it is cancelled at once.
    func start(_ helm: JobHelm, _ work: @escaping @Sendable () async -> Result<Receipt, FerryError>) -> Work {
        let (id, key) = (helm.tracker.id, helm.tracker.job.key)
        return state.withLock { state in
            // The task cannot take itself off the list before it is on it: that needs this lock.
            let task = Work {
                let result = await work()
                self.ended(id, key)
                return result
            }
            state.running[id] = Running(helm: helm, task: task)
            state.keys[key, default: []].insert(id)
            if state.heartbeat == nil {
                state.heartbeat = heartbeat()
                state.attendance = attendance(after: state.attendance)
            }
            if state.isStopped { task.cancel() }
            return task
        }
    }

    /// Whether a job runs here.
    func contains(_ job: JobID) -> Bool { state.withLock { $0.running[job] != nil } }

    /// How many jobs run.
    var count: Int { state.withLock { $0.running.count } }

    /// Waits until no job of that key runs here.
    func waitForEnd(ofKey key: String) async {
        while let task = state.withLock({ state in state.keys[key]?.first.flatMap { state.running[$0]?.task } }) {
            _ = await task.value
        }
    }

    /// Stops all jobs where they stand and waits for them.
    func stop() async {
        let tasks = state.withLock { state in
            state.isStopped = true
            return state.running.values.map(\.task)
        }
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.value }
        await state.withLock { $0.attendance }?.value
    }

    private func ended(_ id: JobID, _ key: String) {
        state.withLock { state in
            state.running[id] = nil
            state.keys[key]?.remove(id)
            if state.keys[key]?.isEmpty == true { state.keys[key] = nil }
            guard state.running.isEmpty else { return }
            state.heartbeat?.cancel()
            state.heartbeat = nil
            state.attendance?.cancel()
        }
    }

    /// Looks for requests and tells how things stand until no job runs.
    private func attendance(after former: Task<Void, Never>?) -> Task<Void, Never> {
        Task { [clock, attendant] in
            await former?.value
            while (try? await clock.sleep(seconds: Workshop.attendanceSeconds)) != nil {
                await attendant.attend(state.withLock { $0.running.values.map(\.helm) })
            }
            await attendant.leave()
        }
    }

    /// Prolongs all leases until no job runs; a job whose lease was taken away is stopped.
    private func heartbeat() -> Task<Void, Never> {
        Task { [clock] in
            while (try? await clock.sleep(seconds: Workshop.heartbeatSeconds)) != nil { await renewLeases() }
        }
    }

    private func renewLeases() async {
        let running = state.withLock { $0.running }
        let leases = running.values.map(\.tracker.lease)
        guard let renewed = try? await store.renew(leases, leaseSeconds: Workshop.leaseSeconds) else { return }
        let kept = Dictionary(renewed.map { ($0.job, $0) }, uniquingKeysWith: { first, _ in first })
        for (id, job) in running {
            if let lease = kept[id] {
                job.tracker.renewed(lease)
            } else if !job.tracker.isFinished {
                job.tracker.loseLease()
                job.task.cancel()
            }
        }
    }
}
