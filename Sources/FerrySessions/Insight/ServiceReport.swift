public import FerryCore
import Synchronization

/// Adds up how well the service has sent since its start: the report of a run that has not ended.
///
/// A job that failed and is delivered by a later attempt counts as two files: one failed, one delivered.
public final class ServiceReport: MetricsRecorder {
    /// Jobs that the report names, the latest.
    public static let maxJobs = 1000

    private struct State {
        /// Begins with the first event.
        var tally: RunTally?
        /// What the sources of jobs under way are called.
        var sources: [JobID: String] = [:]

        mutating func ended(_ job: JobID, _ end: JobState, _ error: FerryError) {
            let source = forget(job)
            tally?.ended(job, state: end, source: source, error: error)
        }

        mutating func forget(_ job: JobID) -> String { sources.removeValue(forKey: job) ?? job.rawValue }
    }

    private let state = Mutex(State())

    /// Has heard of nothing yet.
    public init() {}

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        state.withLock { state in
            // In place: a copy of the tally would copy what it names.
            if state.tally == nil { state.tally = RunTally(startedAt: event.time, maxJobs: Self.maxJobs) }
            state.tally?.take(event)
            switch event.kind {
            case .jobAccepted(let fields): state.sources[job] = fields.source.name
            case .jobDelivered(let end):
                _ = state.forget(job)
                state.tally?.delivered(end.receipt, source: end.receipt.source.name, receiptPath: nil)
            case .jobFailed(let end): state.ended(job, .failed, end.error)
            case .jobRefused(let end): state.ended(job, .refused, end.error)
            case .jobCancelled(let end): state.ended(job, .cancelled, end.error)
            default: break
            }
        }
    }

    /// The report up to now.
    public func report(at now: Timestamp) -> RunReport {
        state.withLock { $0.tally ?? RunTally(startedAt: now) }.report(finishedAt: now)
    }
}
