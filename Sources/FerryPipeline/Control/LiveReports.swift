import FerryCore

/// What the living processes of a state directory tell. Blocks on the disk.
struct LiveReports {
    private let jobs: [JobID: LiveReport.Job]
    /// The order of each living process that tells something.
    let rateLimitOrders: [String?]

    init(in state: StateDirectory) {
        let reports = FolderNames.list("\(state.path)/control", limit: StateSweep.limit)
            .filter { $0.hasSuffix(".live.json") }
            .compactMap { name -> LiveReport? in
                guard let holder = ControlFile.owner(of: name), HolderLock.isAlive(holder, in: state) else {
                    return nil
                }
                return ControlFile.read(LiveReport.self, from: state.live(holder))
            }
            .filter { $0.version == 1 }
        jobs = Dictionary(reports.flatMap(\.jobs).map { ($0.jobId, $0) }, uniquingKeysWith: { first, _ in first })
        rateLimitOrders = reports.map(\.rateLimitOrder)
    }

    /// A job as its process says it, or as it is stored when nobody runs it.
    func summary(of record: JobRecord) -> JobSummary {
        var summary = JobSummary(record)
        // An end is written before it is told.
        guard let live = jobs[record.id], !record.state.isEnd else { return summary }
        summary.isRunning = true
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
