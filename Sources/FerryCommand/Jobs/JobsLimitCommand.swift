import ArgumentParser
import MediaFerry

/// `mediaferry jobs limit`: a bandwidth limit for commands that run.
struct JobsLimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Sets the body bytes a second of each command that runs now; off takes the limit away.",
        discussion: """
            The limit is for each command over all its slots, from now until its end. Commands that start later have
            their own --limit-rate.

              mediaferry jobs limit 500k
              mediaferry jobs limit off
            """)

    @Argument(help: .init("Bytes a second such as 5M, or off.", valueName: "rate"))
    var rate: RateLimit

    @OptionGroup var options: JobsOptions

    private struct Document: Encodable {
        let schema = "mediaferry.limit/1"
        @Nullable var bytesPerSecond: Int64?
        let commands: Int
        let silent: Int
    }

    func run() async throws {
        try await options.withJobs { jobs in
            let (obeyed, silent) = try await jobs.setSendRateLimit(rate.bytesPerSecond)
            if options.json {
                try Console.document(Document(bytesPerSecond: rate.bytesPerSecond, commands: obeyed, silent: silent))
            } else {
                let limit = rate.bytesPerSecond.map { "at most \(Phrases.bytes(Double($0)))/s" } ?? "no limit"
                Console.output("\(limit): \(obeyed) running command\(obeyed == 1 ? "" : "s")")
            }
            guard obeyed == 0 || silent > 0 else { return }
            throw FerryError(
                .destinationConflict,
                silent > 0 ? "\(silent) of the running commands did not answer" : "no command runs jobs there now",
                next: "see mediaferry jobs list", disposition: .giveUp)
        }
    }
}

/// A rate, or none.
struct RateLimit: ExpressibleByArgument {
    let bytesPerSecond: Int64?

    init?(argument: String) {
        if argument == "off" {
            bytesPerSecond = nil
        } else if let quantity = ByteQuantity(argument: argument) {
            bytesPerSecond = quantity.bytes
        } else {
            return nil
        }
    }
}
