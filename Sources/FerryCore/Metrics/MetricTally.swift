/// Reads from events by how much metrics changed. Events in, steps out; no clock.
public struct MetricTally: Sendable {
    /// What was last told of a job under way, so that only what is new is counted.
    private struct UnderWay: Sendable {
        var sent: Int64 = 0
        var encodedSeconds = 0.0
    }

    private var underWay: [JobID: UnderWay] = [:]

    /// Has counted nothing yet.
    public init() {}

    /// What an event adds to counters.
    public mutating func changes(for event: FerryEvent) -> [MetricChange] {
        guard let job = event.jobId else { return [] }
        switch event.kind {
        case .uploadProgress(let told): return progress(told, of: job)
        case .encodeProgress(let told):
            let more = max(0, told.secondsDone - (underWay[job]?.encodedSeconds ?? 0))
            underWay[job, default: .init()].encodedSeconds = told.secondsDone
            return [MetricChange(.encodedMediaSeconds, more)]
        case .uploadRetry(let retry): return [MetricChange(.retries, 1, labelValue: retry.cause.rawValue)]
        case .chunkAcknowledged(let chunk): return [MetricChange(.acknowledgedBytes, Double(chunk.length))]
        case .jobDelivered(let end): return delivered(end.receipt, of: job)
        case .jobFailed: return ended("failed", job)
        case .jobRefused: return ended("refused", job)
        case .jobCancelled: return ended("cancelled", job)
        case .jobState(let step) where step.to == .paused: underWay[job] = nil
        default: break
        }
        return []
    }

    private mutating func progress(_ told: FerryEvent.UploadProgress, of job: JobID) -> [MetricChange] {
        let before = underWay[job]?.sent ?? 0
        underWay[job, default: .init()].sent = told.sentBytes
        return [MetricChange(.sentBytes, Double(max(0, told.sentBytes - before)))]
    }

    private mutating func delivered(_ receipt: Receipt, of job: JobID) -> [MetricChange] {
        [
            MetricChange(.resentBytes, Double(receipt.transfer.bytesResent)),
            MetricChange(.stalledSeconds, receipt.transfer.stalledSeconds),
        ] + ended(receipt.outcome.rawValue, job)
    }

    private mutating func ended(_ outcome: String, _ job: JobID) -> [MetricChange] {
        underWay[job] = nil
        return [MetricChange(.jobs, 1, labelValue: outcome)]
    }
}
