public import FerryCore
import FerryPipeline

/// Which jobs are meant.
public enum JobScope: Sendable, Equatable {
    /// One.
    case job(JobID)
    /// Those of a session's current answers.
    case session(SessionID)
    /// All that are not at an end.
    case all
}

extension HandOffService {
    /// Jobs that a list gives at most.
    public static let maxListedJobs = 10_000

    /// Jobs in these states, oldest first.
    ///
    /// - Parameters:
    ///   - states: The states; all where it is `nil`.
    ///   - session: Whose jobs; all where it is `nil`.
    /// - Throws: `session.notFound`.
    public func jobs(
        in states: Set<JobState>?, session: SessionID?, limit: Int = maxListedJobs
    ) async throws(FerryError) -> [JobSummary] {
        let wanted = states ?? Set(JobState.allCases)
        guard let session else { return try await control.jobs(in: wanted, limit: min(limit, Self.maxListedJobs)) }
        return Array(
            try await summaries(of: try await ids(ofSession: session)).filter { wanted.contains($0.state) }.prefix(
                limit))
    }

    /// One job, with its receipt once it is delivered.
    ///
    /// - Throws: `session.notFound` when there is no such job.
    public func job(_ id: JobID) async throws(FerryError) -> (summary: JobSummary, receipt: Receipt?) {
        guard try await parts.jobs.job(id) != nil else { throw Self.unknown(id) }
        return try await control.job(id)
    }

    /// Asks a move of jobs and waits until it is done.
    ///
    /// A retry begins refused and failed jobs anew, with another preset where one is named. Of all jobs, or those of a
    /// session, only those are asked for which the move makes sense. A pause of all holds what comes later too, also after a
    /// restart, until all are resumed.
    ///
    /// - Returns: The jobs that were asked, as they stand then.
    /// - Throws: `session.notFound`; `session.conflict` when the move makes no sense for the one job that was named.
    public func ask(
        _ move: JobMove, of scope: JobScope, preset: Preset? = nil
    ) async throws(FerryError) -> [JobSummary] {
        if case .all = scope, move == .pause || move == .resume {
            try await parts.flags.keep(isPaused: move == .pause)
            loop.hold(move == .pause)
            bell.ringAll()
        }
        defer {
            loop.wake()
            if move == .pause || move == .cancel { bell.ringAll() }
        }
        switch scope {
        case .job(let id):
            guard let job = try await parts.jobs.job(id) else { throw Self.unknown(id) }
            do throws(FerryError) {
                try await ask(move, job, preset)
            } catch  where error.code == .destinationConflict {
                throw FerryError(.sessionConflict, error.message, input: id.rawValue, next: error.next)
            }
            return try await summaries(of: [id])
        case .session, .all:
            var asked: [JobID] = []
            for id in try await ids(of: scope) {
                guard let job = try await parts.jobs.job(id), makesSense(move, for: job) else { continue }
                asked.append(id)
            }
            if move == .retry {
                for id in asked {
                    if let job = try await parts.jobs.job(id) { try? await ask(move, job, preset) }
                }
            } else {
                _ = try await control.ask(move, ofAll: asked)
            }
            return try await summaries(of: asked)
        }
    }

    private func makesSense(_ move: JobMove, for job: JobRecord) -> Bool {
        if move == .retry, job.state == .refused || job.state == .failed { return true }
        return move.meansAll(in: job.state)
    }

    private func ask(_ move: JobMove, _ job: JobRecord, _ preset: Preset?) async throws(FerryError) {
        guard move == .retry, [.refused, .failed, .paused].contains(job.state) else {
            guard preset == nil || move != .retry else {
                throw FerryError(
                    .sessionConflict, "a job that is \(job.state.rawValue) cannot take another preset",
                    input: job.id.rawValue, next: "pause it first")
            }
            _ = try await control.ask(move, of: job.id)
            return
        }
        try await control.begin(job.id, anewWith: preset)
        guard let owner = job.owner else { return }
        _ = try await parts.sessions.change(SessionID(rawValue: owner.sessionId)) {
            (change: inout SessionChange) throws(FerryError) in change.retried(owner)
        }
    }

    private func ids(of scope: JobScope) async throws(FerryError) -> [JobID] {
        switch scope {
        case .job(let id): return [id]
        case .session(let id): return try await ids(ofSession: id)
        case .all:
            let states = Set(JobState.allCases).subtracting([.delivered, .cancelled])
            return try await parts.jobs.latestJobs(in: states, limit: Self.maxListedJobs).map(\.id)
        }
    }

    func ids(ofSession id: SessionID) async throws(FerryError) -> [JobID] {
        _ = try await stored(id)
        return try await parts.sessions.answers(of: id, superseded: false).flatMap(\.media).map(\.jobId)
    }

    func summaries(of ids: [JobID]) async throws(FerryError) -> [JobSummary] {
        try await control.jobs(named: ids)
    }

    private static func unknown(_ id: JobID) -> FerryError {
        FerryError(.sessionNotFound, "there is no such job", input: id.rawValue)
    }
}

extension SessionChange {
    /// Media of an answer was tried again by request.
    mutating func retried(_ owner: JobOwner) {
        guard let place = answers.firstIndex(where: { $0.id.rawValue == owner.answerId }) else { return }
        session.touch(at: now)
        answers[place].retryCount += 1
        answers[place].updatedAt = now
        let state = session.state
        entries.append(
            AuditEntry(
                time: now, action: .release, answerID: answers[place].id, from: state, to: state,
                detail: "\(owner.media) tried again"))
    }
}
