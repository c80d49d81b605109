import ArgumentParser
import FerryBench
import FerryLinkShaper
import MediaFerry

/// `mediaferry bench pipeline`: the old way, all at the end, beside handing each answer off when it is given.
struct BenchPipelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Plays a session of answers twice: all sent at the end, and each sent when it is given.",
        discussion: """
            Answers are given one after another, each --answer-seconds after the one before. What counts is how long one
            waits after the last answer until all are delivered.

              mediaferry bench pipeline --shape rate=8M,delay=40ms --answers 5 --answer-seconds 4 --size 2MiB
              mediaferry bench pipeline --media answer.webm --preset interview
            """)

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @Option(help: .init("Answers of the session.", valueName: "n"))
    var answers = 5

    @Option(help: .init("Seconds from one answer to the next.", valueName: "s"))
    var answerSeconds = Seconds(2)

    @Option(help: .init("Bytes of an answer that cannot be made smaller.", valueName: "size"))
    var size = ByteQuantity(bytes: 1 << 20)

    @Option(help: .init("A recording that each answer is, instead of --size; sent with --preset.", valueName: "file"))
    var media: String?

    @Option(help: "What is made of --media.")
    var preset = PresetName(.interview)

    @Option(
        help: .init("A link before the destination: rate=50M,delay=40ms,loss=1%,blackout=3s/20s.", valueName: "shape"))
    var shape: ShapeOption?

    @Option(help: .init("Decides data and lost segments.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func validate() throws {
        guard (1...100).contains(answers) else { throw ValidationError("--answers must be 1 to 100") }
    }

    func run() async throws {
        let environment = Environment()
        let text = try TransferOptions.destination(transfer.to, environment)
        let named = try text.map { try BenchDestinations($0, dialects: nil) }
        let shape = try shape?.value()
        if let named, shape != nil, named.host(endpoint: transfer.access.endpoint) == nil {
            throw ValidationError("--shape stands before one host: a destination of tus, rufh or PUT")
        }
        do {
            let place = try BenchPlace()
            let result = await Result { try await measure(place, named, shape, environment) }
            await place.clear()
            try tell(try result.get(), shape)
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func measure(
        _ place: BenchPlace, _ named: BenchDestinations?, _ shape: LinkShape?, _ environment: Environment
    ) async throws -> PipelineBench.Measured {
        let destinations: BenchDestinations
        if let named {
            destinations = named
        } else {
            destinations = try BenchDestinations.receiver(host: try await place.receive(), dialects: nil)
        }
        var configuration = FerryConfiguration(
            destination: destinations.urls.values.first ?? "", stateDirectory: place.directory + "/state")
        configuration.access = transfer.access.access(Destination.Dialect.of(configuration.destination), environment)
        configuration.caFile = transfer.access.certificates(environment)
        configuration.preset = media == nil ? .none : preset.preset
        configuration.workerPath = mediaWorker
        configuration.send = SendSettings(retry: RetryPolicy(maxRetries: transfer.retries), limits: transfer.limits)
        if let shape, let host = destinations.host(endpoint: transfer.access.endpoint) {
            configuration.connectTo = try await place.shape(shape, before: host, seed: seed)
        }
        let bench = PipelineBench(
            configuration: configuration, directory: place.directory, answers: answers,
            answerSeconds: answerSeconds.value, bytes: size.bytes, media: media, seed: seed)
        return try await bench.measure()
    }

    private struct Document: Encodable {
        var schema = "mediaferry.bench.pipeline/1"
        var shape: String?
        var answers: Int
        var answerSeconds: Double
        var result: PipelineBench.Measured
    }

    private func tell(_ measured: PipelineBench.Measured, _ shape: LinkShape?) throws {
        if json {
            let document = Document(
                shape: shape?.description, answers: answers, answerSeconds: answerSeconds.value, result: measured)
            return try Console.document(document)
        }
        let text = { (seconds: Double) in "\(Phrases.fixed(seconds, 2)) s" }
        Console.output("all at the end        \(text(measured.atTheEnd.waitSeconds)) after the last answer")
        Console.output("each when it is given \(text(measured.progressive.waitSeconds)) after the last answer")
        Console.output(
            "saved                 \(text(measured.atTheEnd.waitSeconds - measured.progressive.waitSeconds))")
    }
}
