public import FerryCore
import Synchronization

/// Counts what the service does since its start.
///
/// It is a recorder of the pipeline; the service tells it what is no event.
public final class ServiceTally: MetricsRecorder {
    struct Counts: Sendable {
        var handOffs = 0
        var failedHandOffs = 0
        var recoveries = 0
        var errors: [String: Int] = [:]
        var retried: Set<JobID> = []
        var retriedDelivered = 0
        var retriedFailed = 0
        var acknowledgement = SecondsHistogram()
        var metrics = ServiceMetrics()
        /// What was last told of jobs under way, so that only what is new is counted.
        var underWay: [JobID: UnderWay] = [:]
    }

    struct UnderWay: Sendable {
        var sent: Int64 = 0
        var acknowledged: Int64 = 0
        var encodedSeconds = 0.0
    }

    /// Jobs under way whose retries are remembered at once.
    static let maxRetried = 10_000
    private let counts = Mutex(Counts())

    /// Has counted nothing yet.
    public init() {}

    var snapshot: Counts { counts.withLock { $0 } }

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        counts.withLock { counts in
            counts.count(event.kind, of: job)
            switch event.kind {
            case .uploadRetry(let retry):
                counts.errors["retry.\(retry.cause.rawValue)", default: 0] += 1
                if counts.retried.count < Self.maxRetried { counts.retried.insert(job) }
            case .jobDelivered:
                if counts.retried.remove(job) != nil { counts.retriedDelivered += 1 }
            case .jobFailed(let end), .jobRefused(let end):
                counts.errors[end.error.code.rawValue, default: 0] += 1
                if counts.retried.remove(job) != nil { counts.retriedFailed += 1 }
            case .jobCancelled: counts.retried.remove(job)
            default: break
            }
        }
    }

    /// A session was opened again.
    func recovered() { counts.withLock { $0.recoveries += 1 } }

    /// A hand-off that came whole was made durable, so many seconds after its last byte.
    func acknowledged(after seconds: Double) {
        counts.withLock { counts in
            counts.handOffs += 1
            counts.acknowledgement.add(seconds)
        }
    }

    /// A hand-off that came whole could not be made durable.
    func notAcknowledged() {
        counts.withLock { $0.failedHandOffs += 1 }
    }
}

extension ServiceTally.Counts {
    /// Counts what the metrics page tells.
    fileprivate mutating func count(_ kind: FerryEvent.Kind, of job: JobID) {
        switch kind {
        case .uploadProgress(let told): count(told, of: job)
        case .encodeProgress(let told):
            metrics.encodedMediaSeconds += max(0, told.secondsDone - (underWay[job]?.encodedSeconds ?? 0))
            underWay[job, default: .init()].encodedSeconds = told.secondsDone
        case .uploadRetry(let retry): metrics.retries[retry.cause.rawValue, default: 0] += 1
        case .uploadRewound(let told): underWay[job, default: .init()].acknowledged = told.toBytes
        case .jobDelivered(let end): count(end.receipt, of: job)
        case .jobFailed: ended("failed", job)
        case .jobRefused: ended("refused", job)
        case .jobCancelled: ended("cancelled", job)
        case .jobState(let step) where step.to == .paused: underWay[job] = nil
        default: break
        }
    }

    private mutating func count(_ told: FerryEvent.UploadProgress, of job: JobID) {
        let before = underWay[job] ?? .init(acknowledged: told.acknowledgedBytes)
        metrics.sentBytes += max(0, told.sentBytes - before.sent)
        metrics.acknowledgedBytes += max(0, told.acknowledgedBytes - before.acknowledged)
        underWay[job] = .init(
            sent: told.sentBytes, acknowledged: told.acknowledgedBytes, encodedSeconds: before.encodedSeconds)
    }

    private mutating func count(_ receipt: Receipt, of job: JobID) {
        metrics.resentBytes += receipt.transfer.bytesResent
        metrics.stalledSeconds += receipt.transfer.stalledSeconds
        ended(receipt.outcome.rawValue, job)
    }

    private mutating func ended(_ outcome: String, _ job: JobID) {
        metrics.jobs[outcome, default: 0] += 1
        underWay[job] = nil
    }
}
