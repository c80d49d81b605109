import ArgumentParser
import MediaFerry

/// What a batch shows and writes about itself.
struct BatchOutputOptions: ParsableArguments {
    @Option(help: .init("A directory for JOBID.json of each delivered file.", valueName: "dir"))
    var receipts: String?

    @Option(help: .init("bars, plain, json or quiet. auto: bars on a terminal, else plain.", valueName: "face"))
    var progress = "auto"

    func validate() throws {
        guard ["auto", "bars", "plain", "json", "quiet"].contains(progress) else {
            throw ValidationError("--progress must be auto, bars, plain, json or quiet")
        }
    }

    /// How the run shows itself.
    func face(_ environment: Environment) -> FaceKind {
        if let kind = FaceKind(rawValue: progress) { return kind }
        return Console.isTerminal && environment.value("TERM") != "dumb" ? .bars : .plain
    }
}
