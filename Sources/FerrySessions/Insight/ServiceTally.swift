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
        var changes = MetricTally()
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
            for change in counts.changes.changes(for: event) { counts.metrics.take(change) }
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
