public import FerryCore

/// How the service stands.
public struct MonitoringReport: Sendable, Equatable, Codable {
    /// Jobs that wait.
    public var queue: Queue
    /// How often each error ended or delayed a job since the start, by its code.
    public var errors: [String: Int]
    /// Hand-offs that were made durable, in share of all that came whole, 0…1; 1 where there were none.
    public var saveSuccess: Double
    /// Jobs that were delivered after at least one retry, in share of all that were retried and ended, 0…1.
    public var retrySuccess: Double
    /// Sessions that were opened again.
    public var recoveries: Int
    /// Seconds from the last byte of a hand-off to its acknowledgement.
    public var acknowledgementSeconds: Distribution
    /// How the store works.
    public var store: Store
    /// What became of everything that was acknowledged.
    public var loss: Loss
    /// When rows were last compared with the spool, which happens in the background; `null` before the first time.
    @Nullable public var lossCheckedAt: Timestamp?

    /// Jobs that wait.
    public struct Queue: Sendable, Equatable, Codable {
        /// How many.
        public var depth: Int
        /// How long the oldest of them has waited; `null` where none waits.
        @Nullable public var oldestSeconds: Double?
        /// Creates an account.
        public init(depth: Int, oldestSeconds: Double?) {
            self.depth = depth
            _oldestSeconds = Nullable(wrappedValue: oldestSeconds)
        }
    }

    /// A distribution of seconds; all values are `null` while nothing was counted.
    public struct Distribution: Sendable, Equatable, Codable {
        /// The median.
        @Nullable public var p50: Double?
        /// What 90 of 100 stay below.
        @Nullable public var p90: Double?
        /// What 99 of 100 stay below.
        @Nullable public var p99: Double?
        /// The longest.
        @Nullable public var max: Double?
        /// How many there were.
        public var count: Int
        /// Creates a distribution.
        public init(p50: Double?, p90: Double?, p99: Double?, max: Double?, count: Int) {
            self.count = count
            _p50 = Nullable(wrappedValue: p50)
            _p90 = Nullable(wrappedValue: p90)
            _p99 = Nullable(wrappedValue: p99)
            _max = Nullable(wrappedValue: max)
        }
    }

    /// How the store works.
    public struct Store: Sendable, Equatable, Codable {
        /// Commits since the start.
        public var commits: Int64
        /// What 99 of 100 queries stay below, in seconds; `null` before the first.
        @Nullable public var querySecondsP99: Double?
        /// Creates an account.
        public init(commits: Int64, querySecondsP99: Double?) {
            self.commits = commits
            _querySecondsP99 = Nullable(wrappedValue: querySecondsP99)
        }
    }

    /// What became of everything that was acknowledged: `lost` is what is nowhere to be found, counted by comparing rows
    /// with rows and with the spool.
    public struct Loss: Sendable, Equatable, Codable {
        /// Recordings that were acknowledged.
        public var acknowledged: Int
        /// Delivered.
        public var delivered: Int
        /// On their way.
        public var pending: Int
        /// Failed, refused or cancelled; their bytes are kept, or were given up by request.
        public var failed: Int
        /// None of these.
        public var lost: Int
        /// Creates an account.
        public init(acknowledged: Int, delivered: Int, pending: Int, failed: Int, lost: Int) {
            self.acknowledged = acknowledged
            self.delivered = delivered
            self.pending = pending
            self.failed = failed
            self.lost = lost
        }
    }

    /// Creates a report.
    public init(
        queue: Queue, errors: [String: Int], saveSuccess: Double, retrySuccess: Double, recoveries: Int,
        acknowledgementSeconds: Distribution, store: Store, loss: Loss, lossCheckedAt: Timestamp? = nil
    ) {
        self.queue = queue
        self.errors = errors
        self.saveSuccess = saveSuccess
        self.retrySuccess = retrySuccess
        self.recoveries = recoveries
        self.acknowledgementSeconds = acknowledgementSeconds
        self.store = store
        self.loss = loss
        _lossCheckedAt = Nullable(wrappedValue: lossCheckedAt)
    }
}
