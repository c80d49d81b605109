import ArgumentParser
import MediaFerry

/// `mediaferry jobs`: watches and steers the jobs of a state directory.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Lists jobs and pauses, resumes, retries or cancels them while commands run.",
        discussion: """
            Works on the state directory that the commands share, whether they run or not:

              mediaferry jobs list
              mediaferry jobs pause --all
              mediaferry jobs limit 500k
              mediaferry jobs cancel JOBID

            A running command obeys within two seconds. The record of a job that nobody runs is changed at once; the
            same send goes on with it. With --server URL the jobs of a service are meant.
            """,
        subcommands: [
            JobsListCommand.self, JobsShowCommand.self, JobsPauseCommand.self, JobsResumeCommand.self,
            JobsRetryCommand.self, JobsCancelCommand.self, JobsLimitCommand.self, JobsReapCommand.self,
        ],
        defaultSubcommand: JobsListCommand.self)
}

/// Where the jobs are, and how results are printed; the same for all of `jobs`.
struct JobsOptions: ParsableArguments {
    @Option(help: .init("The state directory. Default: $XDG_STATE_HOME/mediaferry.", valueName: "dir"))
    var state: String?

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: .init("The URL of a service whose jobs are meant, in place of a state directory.", valueName: "url"))
    var server: String?

    @Option(help: .init("The variable that holds the service's token.", valueName: "name"))
    var serverTokenEnv = "MEDIAFERRY_SERVER_TOKEN"

    func validate() throws {
        guard server == nil || state == nil else { throw ValidationError("--server and --state exclude each other") }
    }

    /// Opens the state directory, or names the service, and does something with its jobs; an error ends the command with 1.
    func withDesk(_ body: (JobDesk) async throws -> Void) async throws {
        guard let server else { return try await withJobs { try await body(.directory($0)) } }
        let environment = Environment()
        do {
            let jobs = try ServiceJobs(
                url: server, token: environment.value(serverTokenEnv), caFile: environment.value("SSL_CERT_FILE"))
            try await body(.service(jobs))
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    /// Opens the state directory and does something with its jobs; an error ends the command with 1.
    func withJobs(_ body: (FerryJobs) async throws -> Void) async throws {
        guard server == nil else { throw ValidationError("--server cannot be asked for this; use --state") }
        do {
            try await body(try await FerryJobs(stateDirectory: state ?? Environment().stateDirectory))
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }
}
