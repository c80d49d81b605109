import ArgumentParser
import MediaFerry

/// `mediaferry batch`: thousands of recordings, restartable.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract:
            "Carries all recordings of a folder, a list or a bucket to where they are kept, restartable at any moment.",
        discussion: """
            The source is a directory with all folders in it, s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, or a manifest: a
            file or - for standard input, as CSV or JSON lines with source, name, preset and metadata.KEY, or as a list of
            paths. Paths in it count from the working directory.

              mediaferry batch recordings --to s3://bucket/archive --preset small
              mediaferry batch recordings --to file:///kept --include '*.webm' --min-age 86400 --dry-run
              find /media -name '*.mov' | mediaferry batch - --to tus+https://media.example/files/
              mediaferry batch recordings --replace --preset small --nice 19 --max-hours 8

            Run the same command again after an interruption: what is done is not done again, what changed is. Two
            commands on one state directory share the work. What fails is tried again, then set aside with its reason;
            --retry tries that again.

            Exit: 0 all delivered whole; 3 all delivered, some with stated loss of media; 1 something was refused, set
            aside or is still due; 64 wrong usage; 130 and 143 interrupted, the last line says how to go on.
            """)

    @Argument(help: "A directory, a manifest, - for a manifest on standard input, or a prefix of a bucket.")
    var source: String

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @Option(help: "What is made of the recordings.")
    var preset = PresetName(.interview)

    @OptionGroup(title: "Source")
    var origin: BatchSourceOptions

    @OptionGroup(title: "Selection")
    var selection: SelectionOptions

    @OptionGroup(title: "Replacing")
    var replacing: ReplacingOptions

    @OptionGroup(title: "Run")
    var pace: BatchPaceOptions

    @OptionGroup(title: "Planning")
    var planning: PlanningOptions

    @OptionGroup(title: "Adviser")
    var adviser: AdviserOptions

    @OptionGroup(title: "Media")
    var media: MediaFlags

    @OptionGroup(title: "Objects")
    var objects: ObjectOptions

    @OptionGroup(title: "Output")
    var output: BatchOutputOptions

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func validate() throws {
        try media.check(preset: preset.preset, receipts: output.receipts)
        try replacing.check(to: transfer.to, preset: preset.preset, source: source)
        guard selection.codec.isEmpty || preset.preset != .none || mediaWorker != nil else {
            throw ValidationError("--codec looks into media, which the preset none does not: choose another preset")
        }
    }

    func run() async throws {
        let configuration = try configuration(Environment())
        if pace.dryRun {
            let code = await BatchDryRun(configuration: configuration, output: output, encoders: pace.encoders).run()
            if code != 0 { throw ExitCode(code) }
            return
        }
        let run = BatchCommandRun(
            configuration: configuration, face: output.face(Environment()), output: output)
        let code = await run.run()
        if code != 0 { throw ExitCode(code) }
    }

    private func configuration(_ environment: Environment) throws -> BatchConfiguration {
        let state = transfer.state ?? environment.stateDirectory
        // With --replace the destination is a folder of the state directory, and is named when that is there.
        let destination = replacing.replace ? "file:///" : try transfer.destination(environment)
        var configuration = BatchConfiguration(
            ferry: try ferry(environment, destination: destination, state: state),
            source: try BatchSource.source(
                source, format: origin.manifest, selection: selection,
                leavesOut: replacing.replace ? [state] : BatchSource.ownFolders(destination: destination, state: state))
        )
        if case .catalog(let catalog) = configuration.source {
            configuration.ferry.wiresMedia = catalog is ManifestCatalog
        }
        configuration.sourceAccess = configuration.ferry.access
        configuration.sourceAccess.endpoint = origin.sourceEndpoint ?? configuration.ferry.access.endpoint
        configuration.filter = try selection.filter()
        configuration.codecs = Set(selection.codec.map { $0.lowercased() })
        configuration.settings = pace.settings(preset: preset.preset)
        configuration.leastSaving = pace.tolerance / 100
        configuration.replaces = replacing.rule(leastSaving: pace.tolerance / 100)
        configuration.spoolLimit = pace.spoolLimit?.bytes
        configuration.timetable = pace.limitRate?.timetable
        configuration.triesAgain = pace.retry
        return configuration
    }

    private func ferry(
        _ environment: Environment, destination: String, state: String
    ) throws -> FerryConfiguration {
        do throws(FerryError) { _ = try Destination(destination) } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
        var ferry = FerryConfiguration(destination: destination, stateDirectory: state)
        ferry.spoolKey = try environment.spoolKey()
        ferry.preset = preset.preset
        ferry.planning = planning.settings.limited(to: pace.limitRate?.timetable.lowest)
        ferry.adviser = adviser.settings
        ferry.send = SendSettings(
            chunkBytes: pace.chunkSize.bytes, slots: pace.slots.start, tunesSlots: pace.slots.isTuned,
            retry: RetryPolicy(maxRetries: transfer.retries), limits: transfer.limits, name: objects.name,
            attributes: objects.attributes, overwrites: objects.overwrite)
        ferry.access = transfer.access.access(Destination.Dialect.of(destination), environment)
        ferry.caFile = transfer.access.certificates(environment)
        ferry.media = media.options
        ferry.extrasDirectory = try media.extras.map { try Folder.made($0, flag: "--extras") }
        ferry.receiptsDirectory = try output.receipts.map { try Folder.made($0, flag: "--receipts") }
        ferry.workerPath = mediaWorker
        ferry.workersAtOnce = pace.encoders
        ferry.workerNiceness = pace.nice
        return ferry
    }
}
