import FerryCore
import Synchronization

/// Remembers the latest rates of the jobs under way, which no record holds.
final class LiveProgress: MetricsRecorder {
    /// What is known of one job.
    struct Rates: Equatable, Sendable {
        var percent: Double?
        var bytesPerSecond: Double?
        var etaSeconds: Double?
    }

    private let rates = Mutex<[JobID: Rates]>([:])

    func record(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .encodeProgress(let fields):
            rates.withLock { $0[job] = Rates(percent: fields.percent, etaSeconds: fields.etaSeconds) }
        case .uploadProgress(let fields):
            let new = Rates(
                percent: fields.percent, bytesPerSecond: fields.bytesPerSecond, etaSeconds: fields.etaSeconds)
            rates.withLock { $0[job] = new }
        case .jobState(let step) where step.to == .paused || step.to == .retrying:
            rates.withLock { $0[job] = Rates(percent: $0[job]?.percent) }
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: rates.withLock { $0[job] = nil }
        default: break
        }
    }

    /// The latest of one job.
    func rates(of job: JobID) -> Rates { rates.withLock { $0[job] ?? Rates() } }

    /// Forgets all but these.
    func keep(_ jobs: Set<JobID>) { rates.withLock { $0 = $0.filter { jobs.contains($0.key) } } }
}
