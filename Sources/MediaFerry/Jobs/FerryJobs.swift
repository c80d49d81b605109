import FerrySQLite
import FoundationEssentials

/// Watches and steers the jobs of a state directory, whichever processes run them.
///
/// ```swift
/// let jobs = try await FerryJobs(stateDirectory: "state")
/// for job in try await jobs.list() { print(job.jobId, job.state, job.percent ?? 0) }
/// try await jobs.ask(.pause, of: id)
/// ```
public struct FerryJobs: Sendable {
    /// Jobs that a list holds at most, the latest.
    public static let listLimit = 10_000

    let control: JobControl
    let store: SQLiteJobStore
    let state: StateDirectory

    /// Opens the state directory of a command or a ``Ferry``.
    ///
    /// - Throws: `store.unavailable` when there is none, or it cannot be used.
    public init(stateDirectory: String) async throws(FerryError) {
        guard FileManager.default.fileExists(atPath: "\(stateDirectory)/\(SQLiteJobStore.fileName)") else {
            throw FerryError(
                .storeUnavailable, "there are no jobs in the directory \(stateDirectory)",
                next: "name the state directory of the command with --state", disposition: .giveUp)
        }
        state = try StateDirectory(path: stateDirectory)
        store = try await SQLiteJobStore.open(inDirectory: state.path)
        control = JobControl(state: state, store: store)
    }

    /// The latest jobs, oldest first; of those that run, as their processes say them.
    ///
    /// - Parameters:
    ///   - states: The states they are in; all when `nil`.
    ///   - limit: How many at most, up to ``listLimit``.
    public func list(
        in states: Set<JobState>? = nil, limit: Int = listLimit
    ) async throws(FerryError) -> [JobSummary] {
        try await control.jobs(in: states ?? Set(JobState.allCases), limit: min(limit, Self.listLimit))
    }

    /// One job, with its receipt once it is delivered.
    ///
    /// - Throws: `source.notFound` when there is no such job.
    public func show(_ id: JobID) async throws(FerryError) -> (summary: JobSummary, receipt: Receipt?) {
        try await control.job(id)
    }

    /// Asks a move of a job and waits until it is done, at most ``JobControl/patienceSeconds``.
    ///
    /// - Throws: `source.notFound` when there is no such job, `destination.conflict` when the move makes no sense for it
    ///   or its process does not answer.
    @discardableResult
    public func ask(_ move: JobMove, of id: JobID) async throws(FerryError) -> JobControl.Answer {
        try await control.ask(move, of: id)
    }

    /// Asks a move of many jobs at once.
    ///
    /// - Returns: What came of each, in their order.
    public func ask(
        _ move: JobMove, ofAll ids: [JobID]
    ) async throws(FerryError) -> [Result<JobControl.Answer, FerryError>] {
        try await control.ask(move, ofAll: ids)
    }

    /// The jobs that a request for all of them means; see ``JobMove/meansAll(in:)``.
    public func jobs(meantBy move: JobMove) async throws(FerryError) -> [JobID] {
        try await list(in: Set(JobState.allCases.filter(move.meansAll))).map(\.jobId)
    }

    /// Sets the limit of body bytes a second of every process that runs jobs of the directory now, each for itself.
    ///
    /// - Parameter bytesPerSecond: `nil` is no limit.
    /// - Returns: How many processes obeyed, and how many had jobs running and did not answer.
    public func setSendRateLimit(_ bytesPerSecond: Int64?) async throws(FerryError) -> (obeyed: Int, silent: Int) {
        try await control.setSendRateLimit(bytesPerSecond)
    }
}
