import FerryCore
import FerryPipeline
import Synchronization

/// Compares what was acknowledged with what is there, a piece at a time: hand-offs with jobs, and jobs that are not at an
/// end with the bytes they begin with.
final class Reconciliation: Sendable {
    /// Jobs and hand-offs that are looked at in one piece.
    static let piece = 1000
    /// Seconds between two rounds.
    static let roundSeconds = 600.0

    private let found = Mutex<Set<JobID>>([])

    /// Jobs that are not delivered and whose bytes are gone, as of the last round.
    var gone: Int { found.withLock { $0.count } }

    /// Looks at everything once.
    ///
    /// - Returns: Jobs that should be there and are not, and jobs whose bytes are gone.
    func round(_ parts: ServiceParts) async throws(FerryError) -> (missing: [JobID], gone: Set<JobID>) {
        var missing: [JobID] = []
        var cursor: SubmissionID?
        repeat {
            let piece = try await parts.stores.missingJobs(after: cursor, limit: Self.piece)
            missing += piece.jobs
            cursor = piece.next
        } while cursor != nil
        var gone: Set<JobID> = []
        let unfinished = Set(JobState.allCases).subtracting([.delivered, .cancelled])
        for job in try await parts.jobs.latestJobs(in: unfinished, limit: HandOffService.maxListedJobs)
        where job.owner != nil && !parts.state.hasBytes(of: job) {
            // One that ended while this looked has given its bytes up rightly.
            guard let now = try await parts.jobs.job(job.id), unfinished.contains(now.state) else { continue }
            gone.insert(job.id)
        }
        found.withLock { $0 = gone }
        return (missing, gone)
    }
}
