import MediaFerry

/// Where jobs are watched and steered: in a state directory, or at a service.
enum JobDesk {
    case directory(FerryJobs)
    case service(ServiceJobs)

    /// The latest jobs in these states, oldest first.
    func list(in states: Set<JobState>?, limit: Int) async throws(FerryError) -> [JobSummary] {
        switch self {
        case .directory(let jobs): try await jobs.list(in: states, limit: limit)
        case .service(let jobs): try await jobs.list(in: states, limit: limit)
        }
    }

    /// One job, with its receipt once it is delivered.
    func show(_ id: JobID) async throws(FerryError) -> (summary: JobSummary, receipt: Receipt?) {
        switch self {
        case .directory(let jobs): try await jobs.show(id)
        case .service(let jobs): try await jobs.show(id)
        }
    }

    /// Asks a move of named jobs, or of all that it would change.
    ///
    /// - Returns: The jobs as they stand then, and what was refused.
    func ask(_ move: JobMove, of names: [JobID]?) async throws(FerryError) -> (jobs: [JobSummary], errors: [FerryError])
    {
        switch self {
        case .directory(let jobs): return try await Self.ask(move, of: names, jobs)
        case .service(let jobs):
            guard let names else { return (try await jobs.askAll(move), []) }
            var (asked, errors): ([JobSummary], [FerryError]) = ([], [])
            for name in names {
                do throws(FerryError) { asked += try await jobs.ask(move, of: name) } catch {
                    // What concerns the service itself concerns all.
                    guard error.status == 404 || error.status == 409 else { throw error }
                    errors.append(error)
                }
            }
            return (asked, errors)
        }
    }

    private static func ask(
        _ move: JobMove, of names: [JobID]?, _ jobs: FerryJobs
    ) async throws(FerryError) -> (jobs: [JobSummary], errors: [FerryError]) {
        let ids: [JobID]
        if let names { ids = names } else { ids = try await jobs.jobs(meantBy: move) }
        var (summaries, errors): ([JobSummary], [FerryError]) = ([], [])
        for (id, answer) in zip(ids, try await jobs.ask(move, ofAll: ids)) {
            switch answer {
            // One that came to an end by itself meanwhile is not what a request for all was about.
            case .failure(let error) where !(names == nil && error.code == .destinationConflict): errors.append(error)
            default: summaries.append(try await jobs.show(id).summary)
            }
        }
        return (summaries, errors)
    }
}
