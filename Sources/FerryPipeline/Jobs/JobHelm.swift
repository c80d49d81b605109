import FerryCore
import Synchronization

/// Runs one leased job through its attempts and obeys what is asked of it. Lives in one task; requests come from another.
final class JobHelm: Sendable {
    typealias Outcome = Result<Receipt, FerryError>

    fileprivate struct State {
        var steering = JobSteering()
        var attempt: Task<Outcome, Never>?
        /// Whether the attempt, also one that is just about to begin, is to stop.
        var stopsAttempt = false
        /// What is being obeyed; settled in the store when it is done.
        var request: JobRequest?
        /// Where a paused job waits.
        var parked: CheckedContinuation<JobSteering.Action, Never>?
        /// What came before the job got there.
        var early: JobSteering.Action?
    }

    let tracker: JobTracker
    private let shop: Workshop
    private let label: String
    private let keeping: Keeping
    private let work: @Sendable () async -> Outcome
    private let state = Mutex(State())

    /// How a job that does not run is kept.
    enum Keeping: Sendable {
        /// For a command: a paused job waits in its process, and one that the end of the run stopped stays paused until
        /// the same command is given again.
        case byCommand
        /// For a service: a paused job is nobody's until it is asked to go on, and one that the end of the run stopped
        /// waits to be claimed again.
        case byService
    }

    /// - Parameters:
    ///   - label: How the source was called when it was handed in.
    ///   - work: One attempt, from where the record stands; it leaves the record of a job that was stopped alone.
    init(
        shop: Workshop, tracker: JobTracker, label: String, keeping: Keeping = .byCommand,
        work: @escaping @Sendable () async -> Outcome
    ) {
        self.shop = shop
        self.tracker = tracker
        self.label = label
        self.keeping = keeping
        self.work = work
    }

    /// Runs the job until nothing follows. Cancelling the task leaves it where it stands.
    func run() async -> Outcome {
        await withTaskCancellationHandler {
            while true {
                let outcome = await attempt()
                let end = attemptEnd(of: outcome)
                switch state.withLock({ $0.attemptEnded(end) }) {
                case .start: await takeUp()
                case .park:
                    await park()
                    guard keeping == .byCommand else { return outcome }
                    switch await nextAction() {
                    case .start: await takeUp()
                    case .cancel: return await giveUp()
                    default: return outcome
                    }
                case .cancel: return await giveUp()
                case .leave:
                    await leave(outcome)
                    return outcome
                default:
                    await settle()
                    return outcome
                }
            }
        } onCancel: {
            perform(state.withLock { $0.runStops() })
        }
    }

    /// Takes a request; one that is being obeyed already is ignored.
    func take(_ request: JobRequest) async {
        let job = tracker.job.state
        let (action, isDone) = state.withLock { state in state.requested(request, in: job) }
        perform(action)
        if isDone { await settle() }
    }

    private func attempt() async -> Outcome {
        let task = state.withLock { state in
            let task = Task { await work() }
            state.attempt = task
            if state.stopsAttempt { task.cancel() }
            return task
        }
        return await task.value
    }

    private func attemptEnd(of outcome: Outcome) -> JobSteering.AttemptEnd {
        guard case .failure(let error) = outcome, !tracker.isLeaseLost else { return .settled }
        if error.code == .cancelled { return .stopped }
        return tracker.job.state == .failed ? .failed : .settled
    }

    /// Does what does not wait for the job's own task.
    private func perform(_ action: JobSteering.Action) {
        switch action {
        case .stopAttempt: state.withLock { $0.attempt }?.cancel()
        case .start, .cancel, .finish: state.withLock { $0.answer(action) }?.resume(returning: action)
        case .none, .park, .leave: break
        }
    }

    /// Waits, as a paused job, for what follows.
    private func nextAction() async -> JobSteering.Action {
        await withCheckedContinuation { continuation in
            let early = state.withLock { state in
                defer { state.early = nil }
                if state.early == nil { state.parked = continuation }
                return state.early
            }
            if let early { continuation.resume(returning: early) }
        }
    }
}

// MARK: - What is written down

extension JobHelm {
    private func takeUp() async {
        tracker.become(.accepted)
        await save { $0.error = nil }
    }

    private func park() async {
        tracker.become(.paused)
        await save { $0.error = nil }
    }

    private func leave(_ outcome: Outcome) async {
        guard case .failure(let error) = outcome else { return }
        tracker.become(keeping == .byCommand ? .paused : .accepted)
        await save { [keeping] in $0.error = keeping == .byCommand ? error : nil }
    }

    /// Ends the job as cancelled: the row first, then what is at the server, then the files.
    private func giveUp() async -> Outcome {
        let error = JobMove.cancelled(label)
        tracker.become(.cancelled)
        guard await save({ $0.error = error }) else { return .failure(JobTracker.takenOver.named(label)) }
        if await UploadRemover(shop: shop).remove(tracker.job) { _ = try? await tracker.save { $0.upload = nil } }
        shop.forgetFiles(of: tracker.job)
        tracker.emit(.jobCancelled(.init(error: error)))
        return .failure(error)
    }

    /// Writes the record, then says that the request was obeyed.
    @discardableResult
    private func save(_ body: @escaping @Sendable (inout JobRecord) -> Void) async -> Bool {
        let isSaved =
            (try? await tracker.save { job in
                job.nextAttemptAt = nil
                body(&job)
            }) != nil
        await settle()
        return isSaved
    }

    private func settle() async {
        let request = state.withLock { state in
            defer { state.request = nil }
            return state.request
        }
        if let request { try? await shop.parts.store.settle(request) }
    }
}

extension JobHelm.State {
    fileprivate mutating func attemptEnded(_ end: JobSteering.AttemptEnd) -> JobSteering.Action {
        attempt = nil
        let action = steering.attemptEnded(end)
        if action == .start { stopsAttempt = false }
        return action
    }

    /// - Returns: What to do, and whether the request is done with that.
    fileprivate mutating func requested(
        _ request: JobRequest, in job: JobState
    ) -> (action: JobSteering.Action, isDone: Bool) {
        guard self.request != request else { return (.none, false) }
        self.request = request
        let action = steering.requested(request.move, in: job)
        if action == .stopAttempt { stopsAttempt = true }
        if action == .start { stopsAttempt = false }
        guard action == .none else { return (action, false) }
        if case .stopping = steering.stance { return (.none, false) }
        return (.none, true)
    }

    fileprivate mutating func runStops() -> JobSteering.Action {
        let action = steering.runStops()
        if action == .stopAttempt { stopsAttempt = true }
        return action
    }

    /// Hands a paused job what follows: its continuation, or `nil` when it is not there yet and will find it.
    fileprivate mutating func answer(
        _ action: JobSteering.Action
    ) -> CheckedContinuation<JobSteering.Action, Never>? {
        defer { parked = nil }
        if parked == nil { early = action }
        return parked
    }
}

extension JobMove {
    /// How a job ends that was cancelled by request.
    static func cancelled(_ label: String) -> FerryError {
        FerryError(
            .cancelled, "cancelled by request", input: label, next: "send it again to begin anew", disposition: .giveUp)
    }
}
