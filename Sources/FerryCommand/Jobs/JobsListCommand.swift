import ArgumentParser
import MediaFerry

/// `mediaferry jobs list`: one row for each job.
struct JobsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the latest jobs, oldest first.",
        discussion: """
            Percentages, rates and remaining times come from the process that runs a job. Of a job that nobody runs the
            percentage is that of its last milestone, and there is no rate.
            """)

    @OptionGroup var options: JobsOptions

    @Option(
        name: .customLong("only"),
        help: .init("Only jobs in this state, such as uploading or failed; may be repeated.", valueName: "state"))
    var only: [JobStateName] = []

    @Option(help: .init("How many at most, the latest.", valueName: "n"))
    var limit = 1000

    func validate() throws {
        guard (1...FerryJobs.listLimit).contains(limit) else {
            throw ValidationError("--limit must be between 1 and \(FerryJobs.listLimit)")
        }
    }

    func run() async throws {
        try await options.withDesk { jobs in
            let states = only.isEmpty ? nil : Set(only.map(\.state))
            let list = try await jobs.list(in: states, limit: limit)
            if options.json { return try Console.document(JobsDocument(jobs: list)) }
            JobTable.lines(list).forEach(Console.output)
        }
    }
}

/// A job's state by its name.
struct JobStateName: ExpressibleByArgument {
    let state: JobState

    init?(argument: String) {
        guard let state = JobState(rawValue: argument) else { return nil }
        self.state = state
    }

    static var allValueStrings: [String] { JobState.allCases.map(\.rawValue) }
}
