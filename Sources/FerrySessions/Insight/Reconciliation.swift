import FerryCore
import FerryPipeline
import Synchronization

/// Compares what was acknowledged with what is there, a piece at a time: hand-offs with jobs, and jobs that are not at an
/// end with the bytes they begin with. It goes through all of them, however many there are; memory is one piece and the
/// names that are told.
final class Reconciliation: Sendable {
    /// Jobs and hand-offs that are looked at in one piece.
    private let piece: Int
    /// Seconds between two rounds.
    static let roundSeconds = 600.0
    /// Jobs that are kept by name; those beyond are counted only.
    static let names = 10_000

    /// What a round found.
    struct Findings: Sendable {
        /// Jobs that should be there and are not.
        var missing = 0
        /// Jobs that are not delivered and whose bytes are gone.
        var gone = 0
        /// The first of both, by name.
        var jobs: Set<JobID> = []
        /// When it ended; `nil` before the first.
        var at: Timestamp?
    }

    private let found = Mutex(Findings())

    init(piece: Int = 500) { self.piece = piece }

    /// What the last round found.
    var latest: Findings { found.withLock { $0 } }

    /// Looks at everything once.
    func round(_ parts: ServiceParts) async throws(FerryError) -> Findings {
        var findings = Findings()
        var cursor: SubmissionID?
        repeat {
            let part = try await parts.stores.missingJobs(after: cursor, limit: piece)
            findings.missing += part.jobs.count
            findings.jobs.formUnion(part.jobs.prefix(Self.names - findings.jobs.count))
            cursor = part.next
        } while cursor != nil
        // Jobs move forwards through the states: one that moves on is met again, and is none the less counted once.
        for state in JobState.allCases where state != .delivered && state != .cancelled {
            try await look(in: state, parts, &findings)
        }
        findings.at = parts.clock.now()
        let result = findings
        found.withLock { $0 = result }
        return findings
    }

    private func look(in state: JobState, _ parts: ServiceParts, _ findings: inout Findings) async throws(FerryError) {
        var cursor: JobID?
        while true {
            let jobs = try await parts.jobs.jobs(in: state, after: cursor, limit: piece)
            let suspects = try await parts.spool.run { [state = parts.state] () throws(FerryError) in
                jobs.filter { $0.owner != nil && !state.hasBytes(of: $0) }.map(\.id)
            }
            for id in suspects where !findings.jobs.contains(id) {
                // One that ended while this looked has given its bytes up rightly.
                guard let now = try await parts.jobs.job(id)?.state, now != .delivered, now != .cancelled else {
                    continue
                }
                findings.gone += 1
                if findings.jobs.count < Self.names { findings.jobs.insert(id) }
            }
            guard jobs.count == piece, let last = jobs.last else { return }
            cursor = last.id
        }
    }
}
