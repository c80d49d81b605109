import ArgumentParser
import FerryBench
import MediaFerry

/// `mediaferry bench --to URL`: real uploads over sizes, chunk sizes, slots and dialects.
struct BenchUploadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload",
        abstract: "Uploads files that cannot be made smaller, over and over, and says how fast what was acknowledged.",
        discussion: """
            Without --to it measures the embedded receiver in the same process, which says what this machine can do.

              mediaferry bench --to tus+https://media.example/files/ --json today.json --html today.html
              mediaferry bench --shape rate=50M,delay=40ms,loss=1%,blackout=3s/20s --slots 1,2,4
              mediaferry bench --to s3://bucket/bench --sizes 16MiB --chunk-sizes 5MiB,16MiB --compare today.json

            Each combination is repeated, in an order shuffled for each round, until half of the 95 % interval of its mean is
            within --stop-at or --repeats is reached. What was written is deleted; what cannot be is named.

            Exit: 0 measured; 1 no run succeeded, or a file could not be written; 64 wrong usage; 130, 143 interrupted.
            """)

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @Option(help: .init("Bytes of the files, with commas between.", valueName: "sizes"))
    var sizes = ByteList([8 << 20])

    @Option(help: .init("Bytes of chunks, with commas between.", valueName: "sizes"))
    var chunkSizes = ByteList([1 << 20, 4 << 20])

    @Option(help: .init("Requests with body bytes in flight, with commas between, each 1 to 64.", valueName: "n,n"))
    var slots = CountList([1, 2, 4])

    @Option(
        help: .init(
            "tus, rufh, put, with commas between: of the embedded receiver, or of the `mediaferry receive` that --to names.",
            valueName: "names"))
    var dialects: String?

    @Option(help: .init("Files of a run, sent at once. Default: the most slots.", valueName: "n"))
    var files: Int?

    @Option(help: .init("Runs of each combination at most.", valueName: "n"))
    var repeats = 10

    @Option(
        help: .init("Half of the 95 % interval that is precise enough, as a share of the mean.", valueName: "share"))
    var stopAt = Share(0.05)

    @Option(
        help: .init("A link before the destination: rate=50M,delay=40ms,loss=1%,blackout=3s/20s.", valueName: "shape"))
    var shape: ShapeOption?

    @Option(help: .init("Decides data, order and lost segments. Default: another one each time.", valueName: "n"))
    var seed: UInt64?

    @Option(
        help: .init("A recording that is encoded to find out above which bitrate encoding pays.", valueName: "file"))
    var media: String?

    @Option(help: .init("Bits a second of the media you have, such as 8M: should it be encoded?", valueName: "rate"))
    var bitrate: ByteQuantity?

    @OptionGroup(title: "Results")
    var results: BenchResults

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func validate() throws {
        guard repeats >= 1 else { throw ValidationError("--repeats must be 1 or more") }
        guard slots.values.allSatisfy({ (1...64).contains($0) }) else {
            throw ValidationError("--slots must be 1 to 64 each")
        }
        guard files.map({ (1...64).contains($0) }) ?? true else { throw ValidationError("--files must be 1 to 64") }
    }

    func run() async throws {
        let run = try BenchRun(self, Environment())
        let code = await run.run()
        if code != 0 { throw ExitCode(code) }
    }

    /// Files of a run.
    var filesAtOnce: Int { files ?? slots.values.max() ?? 1 }
}

/// Where results of a bench go.
struct BenchResults: ParsableArguments {
    @Option(help: .init("A file for the JSON document, or - for standard output.", valueName: "file"))
    var json: String?

    @Option(help: .init("A file for the runs as comma-separated values, or -.", valueName: "file"))
    var csv: String?

    @Option(help: .init("A file for a page with charts, or -.", valueName: "file"))
    var html: String?

    @Option(help: .init("An earlier JSON document to stand beside.", valueName: "file"))
    var compare: String?

    @Option(help: .init("A file for the recommended settings as configuration, or -.", valueName: "file"))
    var snippet: String?

    func validate() throws {
        guard [json, csv, html, snippet].filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("only one of --json, --csv, --html and --snippet can have standard output")
        }
    }

    /// Whether standard output is taken.
    var usesOutput: Bool { [json, csv, html, snippet].contains("-") }
}
