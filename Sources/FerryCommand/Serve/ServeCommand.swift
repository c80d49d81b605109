import ArgumentParser
import FerryServer
import FerrySessions
import MediaFerry

/// `mediaferry serve`: the hand-off service.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the hand-off service: answers are safe the moment they are given.",
        discussion: """
            Takes sessions and answers over HTTP, keeps them, and sends their media on its way while the session runs.
            When it is ready it prints one line:

              ready http://HOST:PORT

            Everything works without configuration: the state is in the default place, and media is kept in its folder
            delivered. Without any token it serves this machine only, and everybody there; see mediaferry token create.
            The operations are described at /openapi.json; uploads of browsers go to /files/ (tus) and /rufh/.

              mediaferry serve --to s3://bucket/answers --preset interview
            """)

    @OptionGroup(title: "Listening") var listening: ListeningOptions

    @OptionGroup(title: "Transfer") var transfer: TransferOptions

    @OptionGroup(title: "Planning") var planning: PlanningOptions
    @OptionGroup(title: "Adviser") var adviser: AdviserOptions

    @OptionGroup(title: "Switches") var switches: FlagOptions

    @OptionGroup(title: "Interviews") var interviews: InterviewOptions

    @Option(help: "What is made of media.")
    var preset = PresetName(.interview)

    @Option(help: .init("Pieces of one recording that are encoded at the same time, 1 to 16.", valueName: "n"))
    var encoders = 1

    @Option(help: .init("Requests with body bytes in flight at any instant, or auto.", valueName: "n"))
    var slots = SlotCount(fixed: 2)

    @Option(help: .init("Jobs under way at once.", valueName: "n"))
    var jobs = 5

    @Option(help: .init("Jobs that are claimed in one commit.", valueName: "n"))
    var claim = 20

    @Option(
        help: .init("Jobs that may wait or run before answers with media are turned away for now.", valueName: "n"))
    var maxPending = 100_000

    @Option(help: .init("Seconds that a recovery token holds.", valueName: "s"))
    var recoveryTtl = Seconds(86_400)

    @Option(help: .init("Seconds after which an unfinished session and its spool are cleaned up.", valueName: "s"))
    var retention = Seconds(7 * 86_400)

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func validate() throws {
        guard (1...EncodeResources.maxEncoders).contains(encoders) else {
            throw ValidationError("--encoders must be from 1 to \(EncodeResources.maxEncoders)")
        }
        guard (1...1000).contains(jobs) else { throw ValidationError("--jobs must be from 1 to 1000") }
        guard maxPending >= 1 else { throw ValidationError("--max-pending must be 1 or more") }
        guard (1...10_000).contains(claim) else { throw ValidationError("--claim must be from 1 to 10000") }
    }

    func run() async throws {
        let environment = Environment()
        let state = transfer.state ?? environment.stateDirectory
        let service = try configuration(environment, state: state)
        do {
            try await ServeRun(
                service: service, server: listening.configuration, flagFile: switches.config,
                logLevel: listening.logLevel.level
            )
            .run()
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func configuration(_ environment: Environment, state: String) throws -> ServiceConfiguration {
        let named = try TransferOptions.destination(transfer.to, environment)
        let destination = try named ?? Self.ownFolder(in: state)
        do throws(FerryError) { _ = try Destination(destination) } catch {
            throw ValidationError("\(error.message); \(error.next)")
        }
        var ferry = FerryConfiguration(destination: destination, stateDirectory: state)
        ferry.preset = preset.preset
        ferry.encoding.encoders = encoders
        ferry.planning = planning.settings
        ferry.adviser = adviser.settings
        ferry.send = SendSettings(
            slots: slots.start, tunesSlots: slots.isTuned, retry: RetryPolicy(maxRetries: transfer.retries),
            limits: transfer.limits)
        ferry.spoolKey = try environment.spoolKey()
        ferry.access = transfer.access.access(Destination.Dialect.of(destination), environment)
        ferry.caFile = transfer.access.certificates(environment)
        ferry.workerPath = mediaWorker
        var settings = ServiceSettings()
        settings.jobsInFlight = jobs
        settings.claimBatch = claim
        settings.recoverySeconds = recoveryTtl.value
        settings.retentionSeconds = retention.value
        try interviews.apply(to: &settings, environment)
        return ServiceConfiguration(ferry: ferry, settings: settings, flags: try switches.flags())
    }

    /// The folder `delivered` in the state directory, where nothing else was named.
    private static func ownFolder(in state: String) throws -> String {
        do throws(FerryError) { return try StateDirectory(path: state).deliveredFolder() } catch {
            Console.complain(error)
            throw ExitCode(1)
        }
    }
}
