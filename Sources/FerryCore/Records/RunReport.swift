/// What one run did as a whole (`mediaferry.report/1`).
public struct RunReport: Sendable, Equatable, Codable {
    /// `mediaferry.report/1`.
    public var schema = "mediaferry.report/1"
    /// When the run began.
    public var startedAt: Timestamp
    /// When it ended.
    public var finishedAt: Timestamp
    /// How many files ended how.
    public var files: Files
    /// Bytes of all files.
    public var bytes: Bytes
    /// Bytes of objects that were acknowledged in this run.
    public var totalDataUploaded: Int64
    /// Acknowledged bytes divided by the seconds in which something was being sent.
    @Nullable public var averageBandwidth: Double?
    /// Acknowledged bytes in the best whole second.
    @Nullable public var peakBandwidth: Double?
    /// 1 − bytes of renditions / bytes of their sources, not below 0; `nil` without a delivered file.
    @Nullable public var compressionSavings: Double?
    /// Seconds from the start of the run to the first body byte.
    @Nullable public var timeToFirstUpload: Double?
    /// Seconds spent waiting after failures and in requests that stalled.
    public var stalledSeconds: Double
    /// Seconds of all send stages.
    public var sendSeconds: Double
    /// Retries by cause.
    public var retries: [RetryCause: Int]
    /// 0…100; see ``Score``.
    public var overallEfficiencyScore: Double
    /// The parts of the score.
    public var score: Score
    /// Each job.
    public var jobs: [Job]

    /// Creates a report; the whole score follows from its parts.
    public init(
        startedAt: Timestamp, finishedAt: Timestamp, files: Files, bytes: Bytes, totalDataUploaded: Int64,
        averageBandwidth: Double?, peakBandwidth: Double?, compressionSavings: Double?, timeToFirstUpload: Double?,
        stalledSeconds: Double, sendSeconds: Double, retries: [RetryCause: Int], score: Score, jobs: [Job]
    ) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.files = files
        self.bytes = bytes
        self.totalDataUploaded = totalDataUploaded
        self._averageBandwidth = Nullable(wrappedValue: averageBandwidth)
        self._peakBandwidth = Nullable(wrappedValue: peakBandwidth)
        self._compressionSavings = Nullable(wrappedValue: compressionSavings)
        self._timeToFirstUpload = Nullable(wrappedValue: timeToFirstUpload)
        self.stalledSeconds = stalledSeconds
        self.sendSeconds = sendSeconds
        self.retries = retries
        overallEfficiencyScore = score.total
        self.score = score
        self.jobs = jobs
    }

    /// How many files ended how; each file counts in one field beside `total`.
    public struct Files: Sendable, Equatable, Codable {
        /// All sources.
        public var total = 0
        /// Whole.
        public var delivered = 0
        /// With stated loss.
        public var deliveredWithLoss = 0
        /// Not usable.
        public var refused = 0
        /// Given up.
        public var failed = 0
        /// Stopped by request.
        public var cancelled = 0
        /// Found to be there already from an earlier run.
        public var reused = 0
        /// No files.
        public init() {}
    }

    /// Bytes of all files.
    public struct Bytes: Sendable, Equatable, Codable {
        /// Of the sources.
        public var source: Int64 = 0
        /// Of the renditions.
        public var rendition: Int64 = 0
        /// Handed to the network.
        public var sent: Int64 = 0
        /// Confirmed by servers.
        public var acknowledged: Int64 = 0
        /// Sent again.
        public var resent: Int64 = 0
        /// No bytes.
        public init() {}
    }

    /// 100 × R × (0.4 W + 0.3 T + 0.3 C).
    public struct Score: Sendable, Equatable, Codable {
        /// R: delivered or reused files / all files.
        public var delivered: Double
        /// W: acknowledged / (acknowledged + re-sent) bytes.
        public var waste: Double
        /// T: 1 − stalled / send seconds.
        public var time: Double
        /// C: savings / 0.5, at most 1; 1 where no job was to be encoded.
        public var compression: Double

        /// Creates the parts.
        public init(delivered: Double, waste: Double, time: Double, compression: Double) {
            self.delivered = delivered
            self.waste = waste
            self.time = time
            self.compression = compression
        }

        /// The whole, 0…100.
        public var total: Double { 100 * delivered * (0.4 * waste + 0.3 * time + 0.3 * compression) }
    }

    /// One job of the run.
    public struct Job: Sendable, Equatable, Codable {
        /// The job; `nil` for a source that was never accepted.
        @Nullable public var jobId: JobID?
        /// The source as it was named.
        public var source: String
        /// `delivered`, `deliveredWithLoss`, `refused`, `failed` or `cancelled`.
        public var outcome: String
        /// Where the receipt was written.
        @Nullable public var receipt: String?
        /// Why it did not arrive.
        @Nullable public var error: FerryError?
        /// Creates a job's line.
        public init(jobId: JobID?, source: String, outcome: String, receipt: String?, error: FerryError?) {
            self._jobId = Nullable(wrappedValue: jobId)
            self.source = source
            self.outcome = outcome
            self._receipt = Nullable(wrappedValue: receipt)
            self._error = Nullable(wrappedValue: error)
        }
    }
}
