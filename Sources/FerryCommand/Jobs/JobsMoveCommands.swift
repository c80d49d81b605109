import ArgumentParser
import MediaFerry

/// `mediaferry jobs pause`.
struct JobsPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stops jobs where they stand; they keep everything and give their slots to others.",
        discussion: """
            The command that runs a paused job waits for it. It goes on with `jobs resume`, or when the same source is
            sent again after its command has ended.
            """)

    @OptionGroup var request: JobsRequest

    func run() async throws { try await request.ask(.pause) }
}

/// `mediaferry jobs resume`.
struct JobsResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with paused jobs from where the server stands.")

    @OptionGroup var request: JobsRequest

    func run() async throws { try await request.ask(.resume) }
}

/// `mediaferry jobs retry`.
struct JobsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Tries jobs now that wait for their next attempt; marks failed ones to be tried again.",
        discussion: """
            A failed job that no command runs any more goes on when the same source is sent again, or when a service
            takes it up.
            """)

    @OptionGroup var request: JobsRequest

    func run() async throws { try await request.ask(.retry) }
}

/// `mediaferry jobs cancel`.
struct JobsCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Ends jobs for good: gives their uploads up at the server and forgets their files.",
        discussion: """
            Sources that were read in place stay untouched. --all means the unfinished; a failed job is cancelled by its
            name. An upload that could not be given up is found by `jobs reap`.
            """)

    @OptionGroup var request: JobsRequest

    @OptionGroup var access: AccessOptions

    func run() async throws {
        try await request.ask(.cancel) { jobs, cancelled in
            let report = try await access.reap(jobs, cancelled, deletes: true)
            for upload in report.uploads where upload.verdict == .unknown {
                Console.error(
                    "\(upload.jobId): its upload stays at the server for now: "
                        + "\(upload.error?.message ?? "unknown"); see mediaferry jobs reap")
            }
        }
    }
}
