import FerryCore
import Glibc

/// What the living processes of a state directory tell; what dead ones told is taken away. Blocks on the disk.
struct LiveReports {
    private let jobs: [JobID: (job: LiveReport.Job, at: Timestamp)]
    /// The order of each living process that tells something.
    let rateLimitOrders: [String?]

    init(in state: StateDirectory) {
        let reports = FolderNames.list("\(state.path)/control", limit: StateSweep.limit)
            .filter { $0.hasSuffix(".live.json") }
            .compactMap { name -> LiveReport? in
                guard let holder = ControlFile.owner(of: name) else { return nil }
                guard HolderLock.isAlive(holder, in: state) else {
                    _ = unlink(state.live(holder))
                    return nil
                }
                return ControlFile.read(LiveReport.self, from: state.live(holder))
            }
            .filter { $0.version == 1 }
        jobs = Dictionary(
            reports.flatMap { report in report.jobs.map { ($0.jobId, ($0, report.writtenAt)) } },
            uniquingKeysWith: { $0.1 > $1.1 ? $0 : $1 })
        rateLimitOrders = reports.map(\.rateLimitOrder)
    }

    /// A job as its process says it, or as it is stored when nobody runs it.
    func summary(of record: JobRecord) -> JobSummary {
        var summary = JobSummary(record)
        // An end is written before it is told, and a step that was just written is not told yet.
        guard let (live, at) = jobs[record.id], !record.state.isEnd else { return summary }
        summary.isRunning = true
        guard at >= record.updatedAt else { return summary }
        summary.state = live.state
        summary.acknowledgedBytes = live.acknowledgedBytes
        summary.totalBytes = live.totalBytes
        summary.percent = live.percent ?? JobSummary.percent(live.acknowledgedBytes, of: live.totalBytes)
        summary.bytesPerSecond = live.bytesPerSecond
        summary.etaSeconds = live.etaSeconds
        summary.attempts = live.attempts
        summary.nextAttemptAt = live.nextAttemptAt
        return summary
    }
}
