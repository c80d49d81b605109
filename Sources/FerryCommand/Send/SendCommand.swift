import ArgumentParser
import FoundationEssentials
import MediaFerry

/// `mediaferry send`: the main job.
struct SendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Makes recordings smaller, sends them and proves that they arrived.",
        discussion: """
            Sources are files, files that hold a data URI (found by their content), - for standard input, and @FILE for
            a list of paths, one a line.

              mediaferry send answer.webm --to tus+https://media.example/files/
              mediaferry send @list.txt --preset voice --receipts receipts --report report.json
              mediaferry send --join slice*.webm --to s3://bucket/answers
              cat answer.datauri | mediaferry send - --preset none --progress json

            Run the same command again after an interruption: what is unfinished goes on where the server stands, what
            is delivered is checked there and not sent again.

            Presets: interview (H.264 and AAC in MP4), small (AV1 and Opus in MP4), voice (Opus), copy (packets as they
            are, duration and index mended), none (bytes as they are, not inspected).

            Exit: 0 all delivered whole; 3 all delivered, some with stated loss of media; 1 something failed or was
            refused; 64 wrong usage; 130 and 143 interrupted, the last line says how to go on.
            """)

    @Argument(help: "Files, - or @FILE.")
    var sources: [String]

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @Option(help: "What is made of the sources.")
    var preset = PresetName(.interview)

    @Option(help: .init("Pieces of one recording that are encoded at the same time, 1 to 16.", valueName: "n"))
    var encoders = 1

    @OptionGroup(title: "Planning")
    var planning: PlanningOptions

    @OptionGroup(title: "Adviser")
    var adviser: AdviserOptions

    @OptionGroup(title: "Media")
    var media: MediaFlags

    @Option(
        help: .init(
            "Encode pictures with the cheapest setting that reaches this many dB XPSNR of luma, found on sampled windows.",
            discussion:
                "About 32 is fair, 34 good, 37 hard to tell from the source. For the presets interview and small.",
            valueName: "dB"))
    var quality: Double?

    @Option(
        help: .init(
            "Requests with body bytes in flight at any instant, or auto: begins with 2 and takes more while they help.",
            valueName: "n"))
    var slots = SlotCount(fixed: 2)

    @Option(help: .init("Bytes of a chunk, such as 8MiB, or auto: fits them to the link.", valueName: "size"))
    var chunkSize = ChunkSize(bytes: nil)

    @Flag(
        help: .init(
            "Sends one large file over several slots, where the tus server joins partial uploads.",
            discussion: "Without it a tus server gets each file in order by one slot."))
    var concatenate = false

    @Flag(help: "Takes all sources as pieces of one recording; their own times put them in order.")
    var join = false

    @Option(help: .init("Body bytes a second over all slots, such as 5M.", valueName: "rate"))
    var limitRate: ByteQuantity?

    @Option(help: .init("A directory for JOBID.json of each delivered file.", valueName: "dir"))
    var receipts: String?

    @Option(help: .init("A file for the report of the run.", valueName: "file"))
    var report: String?

    @Option(help: .init("bars, plain, json or quiet. auto: bars on a terminal, else plain.", valueName: "face"))
    var progress = "auto"

    @OptionGroup(title: "Metrics")
    var metrics: MetricsOptions

    @OptionGroup(title: "Objects")
    var objects: ObjectOptions

    @Option(help: .init("The largest source that is taken.", valueName: "size"))
    var maxSize: ByteQuantity?

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    @Flag(help: "Make new objects though the same were delivered before.")
    var again = false

    @Flag(help: "Read spaces inside base64 as + (texts that were form-decoded).")
    var spacesArePlus = false

    @Flag(help: "Print the report on standard output instead of a line for each file.")
    var json = false

    func validate() throws {
        guard !sources.isEmpty else { throw ValidationError("no source: name a file, - or @FILE") }
        guard (1...EncodeResources.maxEncoders).contains(encoders) else {
            throw ValidationError("--encoders must be from 1 to \(EncodeResources.maxEncoders)")
        }
        guard ["auto", "bars", "plain", "json", "quiet"].contains(progress) else {
            throw ValidationError("--progress must be auto, bars, plain, json or quiet")
        }
        if let quality {
            guard QualityAim.range.contains(quality) else {
                throw ValidationError("--quality must be a number of dB from 20 to 60")
            }
            guard [.interview, .small].contains(preset.preset) else {
                throw ValidationError("--quality needs a preset that encodes pictures: interview or small")
            }
        }
        try media.check(preset: preset.preset, receipts: receipts)
        guard !json || progress != "json" else {
            throw ValidationError("--json and --progress json both want standard output: choose one")
        }
    }

    func run() async throws {
        let environment = Environment()
        let configuration = try self.configuration(environment)
        let list: [FerrySource]
        do throws(FerryError) { list = try SourceList.sources(of: sources) } catch {
            throw ValidationError(error.description)
        }
        guard !list.isEmpty else { throw ValidationError("the list names no source") }
        let run = SendRun(
            configuration: configuration, sources: join ? [.recording(pieces: list)] : list, again: again,
            face: face(environment),
            reportPath: report, printsReport: json, metrics: RunMetrics(metrics))
        let code = await run.run()
        if code != 0 { throw ExitCode(code) }
    }

    private func configuration(_ environment: Environment) throws -> FerryConfiguration {
        let destination = try transfer.destination(environment)
        do throws(FerryError) { _ = try Destination(destination) } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
        var configuration = FerryConfiguration(
            destination: destination, stateDirectory: transfer.state ?? environment.stateDirectory)
        configuration.spoolKey = try environment.spoolKey()
        configuration.preset = preset.preset
        configuration.quality = quality
        configuration.encoding.encoders = encoders
        configuration.planning = planning.settings
        configuration.adviser = adviser.settings
        configuration.send = SendSettings(
            chunkBytes: chunkSize.bytes, slots: slots.start, tunesSlots: slots.isTuned,
            retry: RetryPolicy(maxRetries: transfer.retries),
            limits: transfer.limits, name: objects.name, attributes: objects.attributes,
            overwrites: objects.overwrite, concatenates: concatenate)
        configuration.access = transfer.access.access(Destination.Dialect.of(destination), environment)
        configuration.sendRateLimit = limitRate?.bytes
        configuration.caFile = transfer.access.certificates(environment)
        configuration.decoding = .init(spacesArePlus: spacesArePlus, maxDecodedBytes: maxSize?.bytes ?? .max)
        configuration.media = media.options
        configuration.extrasDirectory = try media.extras.map { try Folder.made($0, flag: "--extras") }
        configuration.receiptsDirectory = try receipts.map { try Folder.made($0, flag: "--receipts") }
        configuration.workerPath = mediaWorker
        return configuration
    }

    private func face(_ environment: Environment) -> FaceKind {
        if let kind = FaceKind(rawValue: progress) { return kind }
        return Console.isTerminal && environment.value("TERM") != "dumb" ? .bars : .plain
    }
}
