import FerryCore
import FerryPipeline
import Synchronization

/// Takes jobs from the store as places become free and has the pipeline run them, until it is stopped.
///
/// It claims in batches and holds at most a batch more than may run at once, so that the store is asked rarely and other
/// processes find work too. It wakes when an answer is handed off, when a job ends, and every few seconds for what others
/// have put into the store.
final class WorkLoop: Sendable {
    /// How much is done at once.
    struct Limits: Sendable {
        /// Jobs under way at once.
        var inFlight = 5
        /// Jobs that are claimed in one commit.
        var batch = 20
        /// Seconds after which the store is asked though nothing woke the loop.
        var pollSeconds = 5.0
    }

    private struct State {
        var running: Set<JobID> = []
        var isAwake = true
        var isStopped = false
        var waiter: CheckedContinuation<Void, Never>?
        /// Set while everything is paused by request.
        var isHeld = false
    }

    private let pipeline: JobPipeline
    private let limits: Limits
    private let clock: any FerryClock
    private let ended: @Sendable (JobID, Result<Receipt, FerryError>) async -> Void
    private let state = Mutex(State())

    /// - Parameter ended: Told of each job that this loop ran, after its row is written.
    init(
        pipeline: JobPipeline, limits: Limits, clock: any FerryClock,
        ended: @escaping @Sendable (JobID, Result<Receipt, FerryError>) async -> Void
    ) {
        self.pipeline = pipeline
        self.limits = limits
        self.clock = clock
        self.ended = ended
    }

    /// Jobs that it has claimed and that have not ended.
    var count: Int { state.withLock { $0.running.count } }

    /// Says that there may be something to do.
    func wake() {
        let waiter = state.withLock { state in
            state.isAwake = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Whether it claims nothing for now.
    var isHeld: Bool { state.withLock { $0.isHeld } }

    /// Whether it takes nothing up until it is told otherwise.
    var isResting: Bool { state.withLock { $0.isHeld || $0.isStopped } }

    /// Claims nothing more while it is held.
    func hold(_ isHeld: Bool) {
        state.withLock { $0.isHeld = isHeld }
        if !isHeld { wake() }
    }

    /// Runs until ``stop()``.
    func run() async {
        let poll = Task { [clock, limits] in
            while (try? await clock.sleep(seconds: limits.pollSeconds)) != nil { wake() }
        }
        while await nextTurn() { await fill() }
        poll.cancel()
    }

    /// Ends ``run()`` after the turn that is under way; jobs go on until the pipeline is stopped.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    /// Waits until it is woken.
    ///
    /// - Returns: `false` once it is stopped.
    private func nextTurn() async -> Bool {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isReady = state.withLock { state in
                guard !state.isAwake, !state.isStopped else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            state.isAwake = false
            return !state.isStopped
        }
    }

    /// Claims until there is enough under way or nothing waits.
    private func fill() async {
        while true {
            let room = state.withLock { state in
                state.isStopped || state.isHeld || state.running.count >= limits.inFlight ? 0 : limits.batch
            }
            guard room > 0, let claimed = try? await pipeline.claimWaiting(limit: room), !claimed.isEmpty else {
                return
            }
            for leased in claimed { start(leased) }
        }
    }

    private func start(_ leased: LeasedJob) {
        let id = leased.job.id
        state.withLock { _ = $0.running.insert(id) }
        let submission = pipeline.adopt(leased)
        Task {
            let result: Result<Receipt, FerryError>
            do throws(FerryError) { result = .success(try await submission.receipt()) } catch {
                result = .failure(error)
            }
            await ended(id, result)
            state.withLock { _ = $0.running.remove(id) }
            wake()
        }
    }
}
