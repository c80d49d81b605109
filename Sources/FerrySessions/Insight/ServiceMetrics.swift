import FerryCore

/// What the metrics page tells, as numbers: counters since the start of the process, and how things stand.
public struct ServiceMetrics: Sendable {
    /// Jobs that came to an end, by outcome: `delivered`, `deliveredWithLoss`, `failed`, `refused`, `cancelled`.
    public var jobs: [String: Int] = [:]
    /// Body bytes handed to the network.
    public var sentBytes: Int64 = 0
    /// Bytes that servers confirmed.
    public var acknowledgedBytes: Int64 = 0
    /// Body bytes that were sent again.
    public var resentBytes: Int64 = 0
    /// Failed requests that were tried again, by cause.
    public var retries: [String: Int] = [:]
    /// Seconds in which bytes were due and none moved.
    public var stalledSeconds = 0.0
    /// Slots in use.
    public var slotsBusy = 0
    /// Slots there are.
    public var slotsLimit = 0
    /// Jobs that wait.
    public var queueDepth = 0
    /// Seconds that the oldest of them has waited; 0 where none waits.
    public var queueOldestSeconds = 0.0
    /// Seconds from the last byte of an answer to its acknowledgement.
    public var acknowledgement = SecondsHistogram()
    /// Seconds of media that were encoded.
    public var encodedMediaSeconds = 0.0
    /// Commits of the store.
    public var storeCommits: Int64 = 0
    /// Answers that were acknowledged and are nowhere to be found.
    public var answersLost = 0

    /// Nothing yet.
    public init() {}

    /// Takes a step of a counter that events tell of.
    mutating func take(_ change: MetricChange) {
        switch change.metric {
        case .jobs: jobs[change.labelValue ?? "", default: 0] += Int(change.amount)
        case .retries: retries[change.labelValue ?? "", default: 0] += Int(change.amount)
        case .sentBytes: sentBytes += Int64(change.amount)
        case .acknowledgedBytes: acknowledgedBytes += Int64(change.amount)
        case .resentBytes: resentBytes += Int64(change.amount)
        case .stalledSeconds: stalledSeconds += change.amount
        case .encodedMediaSeconds: encodedMediaSeconds += change.amount
        case .slotsBusy, .slotsLimit, .queueDepth, .queueOldestSeconds, .acknowledgementSeconds, .storeCommits,
            .answersLost:
            break
        }
    }
}
