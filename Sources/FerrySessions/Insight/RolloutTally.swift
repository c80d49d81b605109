public import FerryCore
import FerryPipeline
import Synchronization

/// Counts what becomes of the media of both groups of a roll-out; a recorder of the pipeline.
public final class RolloutTally: MetricsRecorder {
    private struct Counts {
        var delivered = 0
        var failed = 0
        var seconds = 0.0
        var replies = 0
        var replySeconds = 0.0
        var retries = 0
        var bytesIn: Int64 = 0
        var bytesSent: Int64 = 0
        var memory = 0.0
    }

    private struct State {
        /// The group of each job under way.
        var groups: [JobID: Bool] = [:]
        var progressive = Counts()
        var plain = Counts()

        mutating func count(_ isProgressive: Bool, _ body: (inout Counts) -> Void) {
            if isProgressive { body(&progressive) } else { body(&plain) }
        }
    }

    /// Jobs whose group is remembered at once; those beyond are counted in none.
    static let limit = 100_000
    private let state = Mutex(State())

    /// Has counted nothing yet.
    public init() {}

    /// A caller of that group was answered after so many seconds.
    func answered(isProgressive: Bool, after seconds: Double) {
        state.withLock { state in
            state.count(isProgressive) { counts in
                counts.replies += 1
                counts.replySeconds += seconds
            }
        }
    }

    /// Jobs of that group begin.
    func begins(_ jobs: [JobID], isProgressive: Bool) {
        state.withLock { state in
            for job in jobs where state.groups.count < Self.limit { state.groups[job] = isProgressive }
        }
    }

    /// Takes an event.
    public func record(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .jobDelivered(let end):
            let memory = Double(ProcessMemory.residentBytes() ?? 0)
            settle(job) { counts in
                let receipt = end.receipt
                counts.delivered += 1
                counts.seconds += receipt.times.delivered.seconds(since: receipt.times.accepted)
                counts.retries += receipt.transfer.retries.values.reduce(0, +)
                counts.bytesIn += receipt.source.bytes
                counts.bytesSent += receipt.transfer.bytesSent
                counts.memory += memory
            }
        case .jobFailed, .jobRefused: settle(job) { $0.failed += 1 }
        case .jobCancelled: settle(job) { _ in }
        default: break
        }
    }

    private func settle(_ job: JobID, _ body: (inout Counts) -> Void) {
        state.withLock { state in
            guard let group = state.groups.removeValue(forKey: job) else { return }
            state.count(group, body)
        }
    }

    /// Both groups.
    func report(percent: Int) -> RolloutReport {
        state.withLock { state in
            RolloutReport(percent: percent, progressive: Self.group(state.progressive), plain: Self.group(state.plain))
        }
    }

    private static func group(_ counts: Counts) -> RolloutReport.Group {
        var group = RolloutReport.Group()
        group.delivered = counts.delivered
        group.failed = counts.failed
        group.retries = counts.retries
        group.bytesIn = counts.bytesIn
        group.bytesSent = counts.bytesSent
        if counts.replies > 0 { group.averageReplySeconds = counts.replySeconds / Double(counts.replies) }
        guard counts.delivered > 0 else { return group }
        group.averageSeconds = counts.seconds / Double(counts.delivered)
        group.averageMemoryBytes = counts.memory / Double(counts.delivered)
        return group
    }
}
