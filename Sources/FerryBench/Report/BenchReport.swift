public import FerryCore

/// What a bench measured (`mediaferry.bench/1`). Bytes are integers, durations seconds, rates bytes a second.
public struct BenchReport: Sendable, Equatable, Codable {
    /// `mediaferry.bench/1`.
    public var schema = "mediaferry.bench/1"
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended.
    public var finishedAt: Timestamp
    /// The destination without credentials.
    public var destination: String
    /// The link as `rate=…,delay=…` says it; `nil` for the link as it is.
    @Nullable public var shape: String?
    /// Decides data, order and lost segments.
    public var seed: UInt64
    /// Where it was measured.
    public var machine: Machine
    /// Each measured run in order.
    public var runs: [Run]
    /// Each cell.
    public var summary: [Summary]
    /// How chunks' times are spread over all runs.
    public var latency: [LatencyRange]
    /// What the numbers speak for.
    public var recommendation: Recommendation
    /// Beside an earlier report; `nil` where none was named.
    @Nullable public var comparison: BenchComparison?
    /// Runs that failed.
    public var failures: [Failure]
    /// Places of objects that could not be deleted.
    public var leftBehind: [String]

    /// Creates a report; cells, latency and recommendation follow from the runs.
    public init(
        startedAt: Timestamp, finishedAt: Timestamp, destination: String, shape: String?, seed: UInt64,
        machine: Machine, runs: [Run], latency: ChunkLatency, encoding: EncodeAdvice? = nil,
        bitrate: Double? = nil, failures: [Failure] = [], leftBehind: [String] = []
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.destination = destination
        _shape = Nullable(wrappedValue: shape)
        self.seed = seed
        self.machine = machine
        self.runs = runs
        summary = Summary.all(of: runs)
        self.latency = latency.ranges
        recommendation = Recommendation(summary, encoding: encoding, bitrate: bitrate)
        _comparison = Nullable(wrappedValue: nil)
        self.failures = failures
        self.leftBehind = leftBehind
    }

    /// Where it was measured.
    public struct Machine: Sendable, Equatable, Codable {
        /// The system, such as `Debian GNU/Linux 12 (bookworm)`.
        public var system: String
        /// Processors in use.
        public var processors: Int
        /// MediaFerry's version.
        public var mediaferry: String
        /// libcurl's version.
        public var libcurl: String
        /// Whether the receiver or the shaped link ran in the same process, so that CPU and memory count them too.
        public var sharesProcess: Bool
        /// Creates a machine.
        public init(system: String, processors: Int, mediaferry: String, libcurl: String, sharesProcess: Bool) {
            self.system = system
            self.processors = processors
            self.mediaferry = mediaferry
            self.libcurl = libcurl
            self.sharesProcess = sharesProcess
        }
    }

    /// Chunks whose time lies in a range.
    public struct LatencyRange: Sendable, Equatable, Codable {
        /// From here.
        public var fromSeconds: Double
        /// Up to here.
        public var toSeconds: Double
        /// How many.
        public var count: Int
    }

    /// A run that failed.
    public struct Failure: Sendable, Equatable, Codable {
        /// With what.
        public var cell: BenchCell
        /// Why.
        public var error: FerryError
        /// Creates a failure.
        public init(cell: BenchCell, error: FerryError) {
            self.cell = cell
            self.error = error
        }
    }
}
