public import FerryCore
import Glibc

/// Watches and steers the jobs of a state directory from outside of the processes that run them.
///
/// A job that nobody runs is changed at once. One that runs is steered by its own process, which looks for requests in
/// the store: a request is fenced by the lease it was asked under, so whoever takes the job over never obeys what was
/// meant for another.
public struct JobControl: Sendable {
    /// What came of a move.
    public enum Answer: String, Sendable, Codable {
        /// The process that runs the job has obeyed.
        case obeyed
        /// Nobody runs the job; its record was changed.
        case changed
        /// It was so already.
        case alreadySo
    }

    /// Seconds that a process is given to obey.
    public static let patienceSeconds = 5.0
    /// Seconds between two looks whether it has.
    static let lookSeconds = 0.1
    private static let maxTurns = 5
    /// Jobs that are asked at once.
    public static let width = 32

    let state: StateDirectory
    let store: any JobStore
    let clock: any FerryClock
    let disk = BlockingLane(label: "control", width: 1)

    /// Creates the control of one state directory.
    public init(state: StateDirectory, store: any JobStore, clock: any FerryClock = SystemFerryClock()) {
        self.state = state
        self.store = store
        self.clock = clock
    }

    /// The latest jobs in these states, oldest first, as their processes say them.
    ///
    /// - Parameter limit: How many at most.
    public func jobs(in states: Set<JobState>, limit: Int) async throws(FerryError) -> [JobSummary] {
        let live = try await live()
        // The row of a running job tells its state only at the steps that a restart needs.
        let ends = Set(JobState.allCases.filter(\.isEnd))
        let stored = states.isSubset(of: ends) ? states : states.union(Set(JobState.allCases).subtracting(ends))
        return try await store.latestJobs(in: stored, limit: limit).reversed().map(live.summary)
            .filter { states.contains($0.state) }
    }

    /// One job, with its receipt once it is delivered.
    ///
    /// - Throws: `source.notFound` when there is no such job.
    public func job(_ id: JobID) async throws(FerryError) -> (summary: JobSummary, receipt: Receipt?) {
        guard let job = try await store.job(id) else { throw Self.unknown(id) }
        return (try await live().summary(of: job), job.receipt.flatMap(StoredReceipt.decode))
    }

    /// Asks a move of a job and waits until it is done.
    ///
    /// - Throws: `source.notFound` when there is no such job, `destination.conflict` when the move makes no sense for it
    ///   or its process does not answer within ``patienceSeconds``.
    public func ask(_ move: JobMove, of id: JobID) async throws(FerryError) -> Answer {
        let answers = try await ask(move, ofAll: [id])
        guard let answer = answers.first else { throw Self.unknown(id) }
        return try answer.get()
    }

    /// Asks a move of many jobs, at most ``width`` at a time.
    ///
    /// - Returns: What came of each, in their order.
    public func ask(
        _ move: JobMove, ofAll ids: [JobID]
    ) async throws(FerryError) -> [Result<Answer, FerryError>] {
        let state = state
        let holder = try await disk.run { () throws(FerryError) in
            try HolderLock(directory: state, name: UniqueName.make())
        }
        let answers = await answers(move, ids, holder.name)
        try? await disk.run { () throws(FerryError) in holder.retire() }
        return answers
    }

    private func answers(
        _ move: JobMove, _ ids: [JobID], _ holder: String
    ) async -> [Result<Answer, FerryError>] {
        await withTaskGroup(of: (Int, Result<Answer, FerryError>).self) { group in
            var answers: [Int: Result<Answer, FerryError>] = [:]
            for (place, id) in ids.enumerated() {
                if place >= Self.width, let answer = await group.next() { answers[answer.0] = answer.1 }
                group.addTask { (place, await answer(move, id, holder)) }
            }
            for await answer in group { answers[answer.0] = answer.1 }
            return answers.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func answer(_ move: JobMove, _ id: JobID, _ holder: String) async -> Result<Answer, FerryError> {
        do throws(FerryError) { return .success(try await turn(move, id, holder)) } catch { return .failure(error) }
    }

    private func turn(_ move: JobMove, _ id: JobID, _ holder: String) async throws(FerryError) -> Answer {
        for _ in 0..<Self.maxTurns {
            switch try await store.claim(id, holder: holder, leaseSeconds: Workshop.leaseSeconds) {
            case .unknown: throw Self.unknown(id)
            case .claimed(let leased): return try await apply(move, to: leased)
            case .held(let lease):
                guard try await isAlive(lease.holder) else {
                    try await store.revoke(lease)
                    continue
                }
                guard let request = try await store.request(move, of: lease) else { continue }
                if try await isTakenUp(request) { return try await check(move, id) }
            }
        }
        throw FerryError(
            .destinationConflict, "it changes hands too often to be asked", input: id.rawValue, next: "ask again")
    }

    /// Whether the process of that name is still there.
    func isAlive(_ holder: String) async throws(FerryError) -> Bool {
        let state = state
        return try await disk.run { () throws(FerryError) in HolderLock.isAlive(holder, in: state) }
    }

    /// Changes the record of a job that nobody runs.
    private func apply(_ move: JobMove, to leased: LeasedJob) async throws(FerryError) -> Answer {
        let result: Result<Answer, FerryError>
        do throws(FerryError) {
            result = .success(try await change(leased, by: move))
        } catch {
            result = .failure(error)
        }
        try await store.release(leased.lease)
        return try result.get()
    }

    private func change(_ leased: LeasedJob, by move: JobMove) async throws(FerryError) -> Answer {
        var job = leased.job
        switch move.effect(on: job.state) {
        case .alreadySo: return .alreadySo
        case .illegal: throw move.refusal(of: job.id, in: job.state)
        case .become(let next):
            job.state = next
            job.error = next == .cancelled ? JobMove.cancelled(job.source.name) : nil
            job.nextAttemptAt = nil
        }
        guard try await store.update(job, under: leased.lease) else {
            throw FerryError(.destinationConflict, "another process took it over", input: job.id.rawValue)
        }
        if move == .cancel {
            let (gone, state) = (job, state)
            try? await disk.run { () throws(FerryError) in state.forgetFiles(of: gone) }
        }
        return .changed
    }

    /// Waits until a request is taken up.
    ///
    /// - Returns: `false` when the job left its holder first.
    private func isTakenUp(_ request: JobRequest) async throws(FerryError) -> Bool {
        for _ in 0..<Int(Self.patienceSeconds / Self.lookSeconds) {
            guard let standing = try await store.standing(request.job) else { throw Self.unknown(request.job) }
            if standing.lease?.epoch != request.epoch { return standing.job.state.isEnd }
            if standing.request != request { return true }
            guard (try? await clock.sleep(seconds: Self.lookSeconds)) != nil else {
                throw FerryError(.cancelled, "stopped before it was obeyed", input: request.job.rawValue)
            }
        }
        throw FerryError(
            .destinationConflict,
            "the process that runs it has not answered within \(Int(Self.patienceSeconds)) seconds",
            input: request.job.rawValue, next: "the request stands; look again with mediaferry jobs show")
    }

    /// What the job came to, when its process was asked: an end may have been quicker than what was to stop it.
    private func check(_ move: JobMove, _ id: JobID) async throws(FerryError) -> Answer {
        guard let job = try await store.job(id) else { throw Self.unknown(id) }
        switch move {
        case .pause where job.state.isEnd, .cancel where job.state.isEnd && job.state != .cancelled:
            throw move.refusal(of: id, in: job.state)
        default: return .obeyed
        }
    }

    func live() async throws(FerryError) -> LiveReports {
        let state = state
        return try await disk.run { () throws(FerryError) in LiveReports(in: state) }
    }

    static func unknown(_ id: JobID) -> FerryError {
        FerryError(
            .sourceNotFound, "there is no such job in the state directory", input: id.rawValue,
            next: "see the jobs with mediaferry jobs list")
    }
}
