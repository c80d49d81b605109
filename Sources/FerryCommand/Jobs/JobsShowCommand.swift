import ArgumentParser
import MediaFerry

/// `mediaferry jobs show`: one job in full.
struct JobsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one job in full, with its receipt once it is delivered.")

    @Argument(help: .init("The job.", valueName: "jobid"))
    var job: String

    @OptionGroup var options: JobsOptions

    /// The document that `--json` prints: the job's own fields with its receipt.
    struct Document: Encodable {
        let summary: JobSummary
        let receipt: Receipt?

        private enum CodingKeys: String, CodingKey {
            case schema, receipt
        }

        func encode(to encoder: any Encoder) throws {
            try summary.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("mediaferry.jobs/1", forKey: .schema)
            try container.encode(receipt, forKey: .receipt)
        }
    }

    func run() async throws {
        try await options.withDesk { jobs in
            let (summary, receipt) = try await jobs.show(JobID(rawValue: job))
            if options.json { return try Console.document(Document(summary: summary, receipt: receipt)) }
            JobTable.details(summary, receipt).forEach(Console.output)
        }
    }
}
