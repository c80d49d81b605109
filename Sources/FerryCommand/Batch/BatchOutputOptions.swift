import ArgumentParser
import MediaFerry

/// What a batch shows and writes about itself.
struct BatchOutputOptions: ParsableArguments {
    @Option(help: .init("A directory for JOBID.json of each delivered file.", valueName: "dir"))
    var receipts: String?

    @Option(help: .init("bars, plain, json or quiet. auto: bars on a terminal, else plain.", valueName: "face"))
    var progress = "auto"

    @Option(help: .init("A file for the report as JSON; - is standard output.", valueName: "file"))
    var json: String?

    @Option(help: .init("A file for the report as CSV, a row for each recording.", valueName: "file"))
    var csv: String?

    @Option(help: .init("A file for the report as a page with charts.", valueName: "file"))
    var html: String?

    func validate() throws {
        guard ["auto", "bars", "plain", "json", "quiet"].contains(progress) else {
            throw ValidationError("--progress must be auto, bars, plain, json or quiet")
        }
        guard json != "-" || progress != "json" else {
            throw ValidationError("--json - and --progress json both want standard output: choose one")
        }
        guard csv != "-", html != "-" else { throw ValidationError("--csv and --html name files") }
    }

    /// The reports that are asked for.
    var reports: BatchReportFiles { BatchReportFiles(json: json, csv: csv, html: html) }

    /// How the run shows itself.
    func face(_ environment: Environment) -> FaceKind {
        if let kind = FaceKind(rawValue: progress) { return kind }
        return Console.isTerminal && environment.value("TERM") != "dumb" ? .bars : .plain
    }
}
