/// Reads from events which jobs wait to be begun. Events in, numbers out; no clock.
public struct QueueTally: Sendable {
    /// Since when each waits.
    private var waiting: [JobID: Timestamp] = [:]

    /// Nothing waits.
    public init() {}

    /// Takes an event.
    public mutating func take(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .jobState(let step): waiting[job] = step.to == .accepted ? event.time : nil
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: waiting[job] = nil
        default: break
        }
    }

    /// How many wait, and how long the oldest has.
    public func gauges(at now: Timestamp) -> [MetricChange] {
        let oldest = waiting.values.min().map { max(0, now.seconds(since: $0)) } ?? 0
        return [MetricChange(.queueDepth, Double(waiting.count)), MetricChange(.queueOldestSeconds, oldest)]
    }
}
