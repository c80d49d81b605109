import ArgumentParser
import MediaFerry

/// How a batch is worked through.
struct BatchPaceOptions: ParsableArguments {
    @Flag(help: "Print the plan with predicted savings, time and bytes; nothing is sent or written.")
    var dryRun = false

    @Option(help: .init("Media workers that run at once, 1 to 64.", valueName: "n"))
    var encoders = 2

    @Option(
        help: .init(
            "Requests with body bytes in flight at any instant, or auto: begins with 2 and takes more while they help.",
            valueName: "n"))
    var slots = SlotCount(fixed: 2)

    @Option(help: .init("Bytes of a chunk, such as 8MiB, or auto: fits them to the link.", valueName: "size"))
    var chunkSize = ChunkSize(bytes: nil)

    @Option(
        help: .init(
            "Body bytes a second over all slots, such as 5M, or by local time: 08:00-18:00=2M,else=20M; none is no limit.",
            valueName: "rates"))
    var limitRate: RateOption?

    @Option(help: .init("Bytes of the state directory that the files under way may take together.", valueName: "size"))
    var spoolLimit: ByteQuantity?

    @Option(help: .init("How far media workers give way to other programs, 0 to 19.", valueName: "n"))
    var nice = 0

    @Option(help: .init("Hours after which nothing goes on; the same command continues.", valueName: "h"))
    var maxHours: Double?

    @Option(
        help: .init(
            "Percent by which an encode must be smaller to be used; below 0 it may be larger by so much.",
            valueName: "percent"))
    var tolerance = 5.0

    @Flag(help: "Try again what was set aside or refused.")
    var retry = false

    @Flag(help: "Go on for ever: list again and again, and take what is new or changed.")
    var watch = false

    @Option(help: .init("Seconds between two listings with --watch.", valueName: "s"))
    var watchEvery = Seconds(10)

    @Option(
        help: .init(
            "Seconds for which a file must not have changed before it is taken. Default: 10 with --watch, else none.",
            valueName: "s"))
    var stableFor: Seconds?

    func validate() throws {
        guard (1...64).contains(encoders) else { throw ValidationError("--encoders must be from 1 to 64") }
        guard (0...19).contains(nice) else { throw ValidationError("--nice must be from 0 to 19") }
        guard maxHours.map({ $0 > 0 && $0 < 100_000 }) ?? true else {
            throw ValidationError("--max-hours must be above 0")
        }
        guard (-1000..<100).contains(tolerance) else {
            throw ValidationError("--tolerance must be a number of percent below 100")
        }
        guard !watch || !dryRun else { throw ValidationError("--watch and --dry-run exclude each other") }
    }

    /// The settings; files that are only copied are so quick that more of them are held at once.
    func settings(preset: Preset) -> BatchSettings {
        BatchSettings(
            window: preset == .none ? max(64, 4 * slots.start) : max(encoders, slots.start) + 4,
            watchSeconds: watch ? watchEvery.value : nil, stableSeconds: stableFor?.value ?? (watch ? 10 : nil),
            maxSeconds: maxHours.map { $0 * 3600 })
    }
}
