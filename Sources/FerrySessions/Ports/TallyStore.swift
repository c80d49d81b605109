public import FerryCore

/// The port that counts what the stores hold.
///
/// All functions throw `store.unavailable` when the store cannot be used.
public protocol TallyStore: Sendable {
    /// The counts as they are kept with every write, whatever the store holds.
    func tally() async throws(FerryError) -> StoreTally

    /// The same counts made anew from the rows; it takes longer the more there are. It must be equal to ``tally()``.
    func recount() async throws(FerryError) -> StoreTally

    /// Looks for media that was acknowledged and has no job, a piece of the hand-offs at a time, in the order of names.
    ///
    /// - Parameters:
    ///   - cursor: The hand-off after which to go on; `nil` begins.
    ///   - limit: Hand-offs to look at.
    func missingJobs(after cursor: SubmissionID?, limit: Int) async throws(FerryError) -> MissingJobs
}

/// Media that was acknowledged and has no job, in one piece of the hand-offs.
public struct MissingJobs: Sendable, Equatable {
    /// The jobs there should be.
    public var jobs: [JobID]
    /// Hand-offs that were looked at.
    public var looked: Int
    /// Where to go on; `nil` at the end.
    public var next: SubmissionID?

    /// Creates an answer.
    public init(jobs: [JobID], looked: Int, next: SubmissionID?) {
        self.jobs = jobs
        self.looked = looked
        self.next = next
    }
}

/// How much there is of everything.
public struct StoreTally: Sendable, Equatable {
    /// Jobs, by their states.
    public var jobs: [JobState: Int] = [:]
    /// Jobs that carry media of answers, by their states.
    public var media: [JobState: Int] = [:]
    /// Hand-offs that were acknowledged.
    public var handOffs = 0
    /// Media that was acknowledged with them.
    public var acknowledgedMedia = 0
    /// Sessions, by their states.
    public var sessions: [SessionState: Int] = [:]
    /// Webhooks, by their states.
    public var webhooks: [OutgoingWebhook.State: Int] = [:]
    /// How long completed sessions took in seconds, by their kinds.
    public var durations: [String: Spread] = [:]
    /// How long answers took in seconds, as their callers said, of all that were ever given.
    public var responses: Spread?
    /// When the oldest job was made that waits for a worker; `nil` where none waits.
    public var oldestWaiting: Timestamp?

    /// Nothing yet.
    public init() {}

    /// Numbers together.
    public struct Spread: Sendable, Equatable {
        /// How many.
        public var count: Int
        /// Their sum.
        public var sum: Double
        /// The smallest that ever came.
        public var low: Double
        /// The largest that ever came.
        public var high: Double

        /// Creates a spread.
        public init(count: Int, sum: Double, low: Double, high: Double) {
            self.count = count
            self.sum = sum
            self.low = low
            self.high = high
        }

        /// Their average.
        public var average: Double { sum / Double(max(1, count)) }
    }

    /// Jobs in `accepted`: they wait for a worker, or one has just claimed them.
    public var queueDepth: Int { jobs[.accepted] ?? 0 }
    /// Jobs that wait or run; not those that wait to be asked for.
    public var unfinishedJobs: Int { jobs.reduce(0) { $0 + ($1.key.isEnd || $1.key == .paused ? 0 : $1.value) } }
    /// Acknowledged media that was delivered.
    public var deliveredMedia: Int { media[.delivered] ?? 0 }
    /// Acknowledged media that failed, was refused or was cancelled.
    public var failedMedia: Int { [.failed, .refused, .cancelled].reduce(0) { $0 + (media[$1] ?? 0) } }
    /// Acknowledged media that is not at an end.
    public var pendingMedia: Int { media.values.reduce(0, +) - deliveredMedia - failedMedia }
    /// Acknowledged media without a job. It is no assertion: hand-offs and jobs are counted apart.
    public var lostMedia: Int { max(0, acknowledgedMedia - media.values.reduce(0, +)) }
}
