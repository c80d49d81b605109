/// What is measured, by the names that dashboards and alarms rely on.
///
/// Counters only grow since the start of a process. No label carries a user, a file or a URL.
public enum FerryMetric: String, Sendable, CaseIterable {
    /// Jobs that came to an end, by outcome.
    case jobs = "mediaferry_jobs_total"
    /// Body bytes handed to the network.
    case sentBytes = "mediaferry_sent_bytes_total"
    /// Bytes that servers confirmed.
    case acknowledgedBytes = "mediaferry_acknowledged_bytes_total"
    /// Body bytes that were sent again.
    case resentBytes = "mediaferry_resent_bytes_total"
    /// Failed requests that were tried again, by cause.
    case retries = "mediaferry_retries_total"
    /// Seconds in which bytes were due and none moved.
    case stalledSeconds = "mediaferry_stalled_seconds_total"
    /// Slots in use.
    case slotsBusy = "mediaferry_slots_busy"
    /// Slots there are.
    case slotsLimit = "mediaferry_slots_limit"
    /// Jobs that wait to be begun.
    case queueDepth = "mediaferry_queue_depth"
    /// Seconds that the oldest of them has waited.
    case queueOldestSeconds = "mediaferry_queue_oldest_seconds"
    /// Seconds from the last byte of an answer to its acknowledgement.
    case acknowledgementSeconds = "mediaferry_acknowledgement_seconds"
    /// Seconds of media that were encoded.
    case encodedMediaSeconds = "mediaferry_encode_media_seconds_total"
    /// Commits of the store.
    case storeCommits = "mediaferry_store_commits_total"
    /// Recordings that were acknowledged and are nowhere to be found.
    case answersLost = "mediaferry_answers_lost_total"

    /// How a metric behaves, in Prometheus' words.
    public enum Kind: String, Sendable {
        /// Only grows.
        case counter
        /// Rises and falls.
        case gauge
        /// A distribution.
        case histogram
    }

    /// How it behaves.
    public var kind: Kind {
        switch self {
        case .slotsBusy, .slotsLimit, .queueDepth, .queueOldestSeconds: .gauge
        case .acknowledgementSeconds: .histogram
        case .jobs, .sentBytes, .acknowledgedBytes, .resentBytes, .retries, .stalledSeconds, .encodedMediaSeconds,
            .storeCommits, .answersLost:
            .counter
        }
    }

    /// The name of its label; `nil` where it has none.
    public var label: String? {
        switch self {
        case .jobs: "outcome"
        case .retries: "cause"
        default: nil
        }
    }

    /// One sentence for people.
    public var help: String {
        switch self {
        case .jobs: "Jobs that came to an end."
        case .sentBytes: "Body bytes handed to the network."
        case .acknowledgedBytes: "Bytes that servers confirmed."
        case .resentBytes: "Body bytes that were sent again."
        case .retries: "Failed requests that were tried again."
        case .stalledSeconds: "Seconds in which bytes were due and none moved."
        case .slotsBusy: "Requests with body bytes in flight."
        case .slotsLimit: "Requests with body bytes that may be in flight."
        case .queueDepth: "Jobs that wait."
        case .queueOldestSeconds: "Seconds that the oldest of them has waited."
        case .acknowledgementSeconds: "Seconds from the last byte of an answer to its acknowledgement."
        case .encodedMediaSeconds: "Seconds of media that were encoded."
        case .storeCommits: "Commits of the store."
        case .answersLost: "Recordings that were acknowledged and are nowhere to be found."
        }
    }
}

/// One step of one metric: what a counter grew by, or what a gauge stands at.
public struct MetricChange: Sendable, Equatable {
    /// Which.
    public var metric: FerryMetric
    /// The value of its label, where it has one.
    public var labelValue: String?
    /// What a counter grew by; what a gauge stands at.
    public var amount: Double

    /// Describes a step.
    public init(_ metric: FerryMetric, _ amount: Double, labelValue: String? = nil) {
        self.metric = metric
        self.labelValue = labelValue
        self.amount = amount
    }
}
