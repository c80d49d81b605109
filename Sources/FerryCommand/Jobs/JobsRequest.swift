import ArgumentParser
import MediaFerry

/// Which jobs a move is asked of, and what is said about it.
struct JobsRequest: ParsableArguments {
    @Argument(help: .init("The jobs.", valueName: "jobid"))
    var jobs: [String] = []

    @Flag(help: "All jobs that the request would change.")
    var all = false

    @OptionGroup var options: JobsOptions

    func validate() throws {
        guard jobs.isEmpty == all else { throw ValidationError("name jobs, or give --all") }
    }

    /// What `--json` prints: the jobs as they stand after the request, and what was refused.
    private struct Document: Encodable {
        let schema = "mediaferry.jobs/1"
        let jobs: [JobSummary]
        let errors: [FerryError]
    }

    /// Asks, waits, and says for each job how it stands.
    ///
    /// - Parameter follow: Called with the jobs of a state directory that stand as the move wants them.
    func ask(
        _ move: JobMove, then follow: (FerryJobs, Set<JobID>) async throws -> Void = { _, _ in }
    ) async throws {
        try await options.withDesk { desk in
            let (summaries, errors) = try await desk.ask(move, of: all ? nil : jobs.map(JobID.init(rawValue:)))
            if case .directory(let local) = desk { try await follow(local, Set(summaries.map(\.jobId))) }
            if options.json {
                try Console.document(Document(jobs: summaries, errors: errors))
            } else {
                for job in summaries {
                    Console.output("\(job.state.rawValue)\t\(job.jobId)\t\(Console.visible(job.source))")
                }
                if summaries.isEmpty, errors.isEmpty { Console.error("no job to \(move.rawValue)") }
            }
            errors.forEach(Console.complain)
            if !errors.isEmpty { throw ExitCode(1) }
        }
    }
}
