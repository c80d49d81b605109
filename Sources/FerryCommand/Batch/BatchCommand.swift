import ArgumentParser
import MediaFerry

/// `mediaferry batch`: thousands of recordings, restartable.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Carries all recordings of a folder or a list to where they are kept, restartable at any moment.",
        discussion: """
            The source is a directory with all folders in it, or a manifest: a file or - for standard input, as CSV or JSON
            lines with source, name, preset and metadata.KEY, or as a list of paths. Paths in it count from the working
            directory.

              mediaferry batch recordings --to s3://bucket/archive --preset small
              mediaferry batch recordings --to file:///kept --include '*.webm' --min-age 86400
              find /media -name '*.mov' | mediaferry batch - --to tus+https://media.example/files/

            Run the same command again after an interruption: what is done is not done again, what changed is. Two
            commands on one state directory share the work. What fails is tried again, then set aside with its reason;
            --retry tries that again.

            Exit: 0 all delivered whole; 3 all delivered, some with stated loss of media; 1 something was refused, set
            aside or is still due; 64 wrong usage; 130 and 143 interrupted, the last line says how to go on.
            """)

    @Argument(help: "A directory, a manifest, or - for a manifest on standard input.")
    var source: String

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @Option(help: "What is made of the recordings.")
    var preset = PresetName(.interview)

    @Option(help: .init("How a manifest is written: csv, jsonl or list. Default: found out.", valueName: "format"))
    var manifest: ManifestFormat?

    @OptionGroup(title: "Selection")
    var selection: SelectionOptions

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
    }

    func run() async throws {
        let environment = Environment()
        let destination = try transfer.destination(environment)
        let state = transfer.state ?? environment.stateDirectory
        var configuration = BatchConfiguration(
            ferry: try ferry(environment, destination: destination, state: state),
            catalog: try BatchSource.catalog(
                source, format: manifest, selection: selection,
                leavesOut: BatchSource.ownFolders(destination: destination, state: state)))
        configuration.ferry.wiresMedia = configuration.catalog is ManifestCatalog
        configuration.filter = try selection.filter()
        configuration.settings = pace.settings(preset: preset.preset, slots: pace.slots.start)
        configuration.leastSaving = pace.tolerance / 100
        configuration.triesAgain = pace.retry
        let run = BatchCommandRun(
            configuration: configuration, face: output.face(environment), output: output)
        let code = await run.run()
        if code != 0 { throw ExitCode(code) }
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
        ferry.planning = planning.settings
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
