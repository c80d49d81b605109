public import FerryCore

extension HandOffService {
    /// How far the jobs of a session, or all that are under way, have come together.
    ///
    /// - Throws: `session.notFound`.
    public func progress(session: SessionID?) async throws(FerryError) -> TotalProgress {
        let underWay = Set(JobState.allCases.filter { !$0.isEnd })
        let jobs = try await jobs(in: session == nil ? underWay : nil, session: session)
        return TotalProgress(of: jobs)
    }

    /// Events after one that was seen, and all to come; see ``EventLog/events(after:session:isWanted:)``. While live
    /// tracking is switched off only what begins and ends jobs is among them.
    ///
    /// - Throws: `service.busy` while too many listen.
    public func events(after seen: Int?, session: SessionID?) throws(FerryError) -> AsyncStream<EventLog.Item> {
        try events.events(after: seen, session: session) { [flagBook] event in
            event.kind.isBeginningOrEnd || flagBook.flags[.liveTracking]
        }
    }

    /// The switches.
    public func flags() -> FlagsView { flagBook.flags.view }

    /// Turns switches, from now on and after a restart.
    ///
    /// - Throws: `request.unprocessable` for a share outside 0…100.
    public func setFlags(_ change: FlagsChange) async throws(FerryError) -> FlagsView {
        try flagBook.change { (flags: inout ServiceFlags) throws(FerryError) in try flags.change(change) }
        try await parts.flags.keep(flagBook.flags.layers[.runTime])
        return flags()
    }

    /// Takes back what was turned at run time.
    public func resetFlags() async throws(FerryError) -> FlagsView {
        try flagBook.change { (flags: inout ServiceFlags) throws(FerryError) in flags.reset() }
        try await parts.flags.keep(nil)
        return flags()
    }

    /// How sessions on the progressive road compare with those on the plain one.
    public func rolloutReport() -> RolloutReport { rollout.report(percent: flagBook.flags.rolloutPercent) }

    /// How well the service has sent since its start; the latest ``ServiceReport/maxJobs`` jobs are named.
    public func report() -> RunReport { runReport.report(at: now) }

    /// Takes what a source of configuration says now.
    public func configure(_ layer: ServiceFlags.Layer, from source: ServiceFlags.Source) {
        try? flagBook.change { (flags: inout ServiceFlags) throws(FerryError) in flags.set(layer, from: source) }
    }
}

extension FerryEvent.Kind {
    /// Whether it says that a job began, or what it came to.
    var isBeginningOrEnd: Bool {
        switch self {
        case .jobAccepted, .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: true
        default: false
        }
    }
}

extension TotalProgress {
    /// The jobs together: acknowledged bytes of those whose size is known, shares of equal weight of the others.
    init(of jobs: [JobSummary]) {
        let alive = jobs.filter { $0.state != .cancelled && $0.state != .refused && $0.state != .failed }
        let rate = alive.reduce(0) { $0 + ($1.bytesPerSecond ?? 0) }
        let known = alive.compactMap { job in job.totalBytes.map { (done: job.acknowledgedBytes, total: $0) } }
        let total = known.reduce(0) { $0 + $1.total }
        let left = known.reduce(0) { $0 + max(0, $1.total - $1.done) }
        let shares = alive.map { $0.state == .delivered ? 100 : $0.totalBytes == nil ? 0 : $0.percent ?? 0 }
        let mean = shares.isEmpty ? 100 : shares.reduce(0, +) / Double(shares.count)
        let isSized = !alive.isEmpty && known.count == alive.count && total > 0
        self.init(
            totalUploadProgress: isSized ? Double(total - left) / Double(total) * 100 : mean,
            uploadBandwidthUsage: rate,
            estimatedTimeRemaining: alive.allSatisfy { $0.state == .delivered }
                ? 0 : isSized && rate > 0 ? Double(left) / rate : nil,
            jobs: jobs)
    }
}
