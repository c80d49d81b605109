import ArgumentParser
import MediaFerry

/// `mediaferry jobs reap`: what is left of unfinished uploads at destinations.
struct JobsReapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reap",
        abstract: "Finds uploads at destinations that no job goes on with; --yes deletes them.",
        discussion: """
            Looks at uploads of failed, cancelled and refused jobs of the state directory, and at those that were given
            up. Without --yes nothing is deleted. A whole object is never deleted. A failed job whose upload was deleted
            begins at byte 0 when it is tried again.

              mediaferry jobs reap
              mediaferry jobs reap --yes
            """)

    @Flag(help: "Delete what stands.")
    var yes = false

    @OptionGroup var options: JobsOptions

    @OptionGroup var access: AccessOptions

    func run() async throws {
        try await options.withJobs { jobs in
            let report = try await access.reap(jobs, nil, deletes: yes)
            if options.json { try Console.document(report) } else { Self.lines(report).forEach(Console.output) }
            report.uploads.compactMap { upload in upload.error.map { $0.named(upload.location) } }
                .forEach(Console.complain)
            if report.hasFault { throw ExitCode(1) }
        }
    }

    private static func lines(_ report: ReapReport) -> [String] {
        guard !report.uploads.isEmpty else { return ["no upload is left over"] }
        let rows = report.uploads.map { upload in
            let bytes = upload.bytes.map { "\(Phrases.bytes(Double($0)))" } ?? "-"
            return [
                upload.verdict.rawValue, upload.jobId.rawValue, upload.reason.rawValue, bytes,
                Console.visible(upload.location),
            ].joined(separator: "\t")
        }
        let standing = report.uploads.count { $0.verdict == .stands }
        return rows + (report.dryRun && standing > 0 ? ["\(standing) would be deleted with --yes"] : [])
    }
}

extension AccessOptions {
    /// Looks at the uploads that are left over.
    func reap(_ jobs: FerryJobs, _ ids: Set<JobID>?, deletes: Bool) async throws -> ReapReport {
        let environment = Environment()
        return try await jobs.reap(
            ids, deletes: deletes, access: access(nil, environment), caFile: certificates(environment))
    }
}
