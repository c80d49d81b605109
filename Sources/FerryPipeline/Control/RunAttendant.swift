import FerryCore
import Glibc
import Synchronization

/// Looks after the jobs of this process as long as any runs: hands requests on, obeys a limit that somebody set, and
/// tells other processes how the jobs stand.
final class RunAttendant: Sendable {
    private struct State {
        /// The file of the limit as it was last seen.
        var seen: FileIdentity?
        /// What was last told; `nil` while nothing is told.
        var told: LiveReport?
        var obeyed: String?
    }

    private let parts: PipelineParts
    private let holder: String
    private let live: LiveProgress
    private let disk: BlockingLane
    private let state: Mutex<State>

    /// A limit that stands already was meant for others: it is not obeyed.
    init(parts: PipelineParts, holder: String, live: LiveProgress, disk: BlockingLane) {
        self.parts = parts
        self.holder = holder
        self.live = live
        self.disk = disk
        state = Mutex(State(seen: FileStatus.of(path: parts.state.rateLimit)?.identity))
    }

    /// Looks once.
    func attend(_ helms: [JobHelm]) async {
        await handOn(to: helms)
        let report = report(of: helms)
        try? await disk.run { () throws(FerryError) in
            self.obeyLimit()
            self.tell(report)
        }
    }

    /// Tells nothing any more: no job runs.
    func leave() async {
        try? await disk.run { () throws(FerryError) in
            self.state.withLock { $0.told = nil }
            _ = unlink(self.parts.state.live(self.holder))
        }
    }

    private func handOn(to helms: [JobHelm]) async {
        guard let requests = try? await parts.store.requests(to: holder), !requests.isEmpty else { return }
        for request in requests {
            await helms.first { $0.tracker.id == request.job && $0.tracker.lease.epoch == request.epoch }?.take(request)
        }
    }

    private func obeyLimit() {
        let path = parts.state.rateLimit
        let found = FileStatus.of(path: path)?.identity
        let isNew = state.withLock { state in
            defer { state.seen = found }
            return found != nil && found != state.seen
        }
        guard isNew, let order = ControlFile.read(RateLimitOrder.self, from: path) else { return }
        parts.transport.setSendRateLimit(order.bytesPerSecond)
        state.withLock { $0.obeyed = order.id }
    }

    private func tell(_ report: LiveReport) {
        var report = report
        report.rateLimitOrder = state.withLock { $0.obeyed }
        let new = report
        guard !state.withLock({ $0.told?.says(new) ?? false }) else { return }
        guard (try? ControlFile.write(new, to: parts.state.live(holder), by: holder)) != nil else { return }
        state.withLock { $0.told = new }
    }

    private func report(of helms: [JobHelm]) -> LiveReport {
        live.keep(Set(helms.map(\.tracker.id)))
        return LiveReport(
            writtenAt: parts.clock.now(),
            jobs: helms.map { LiveReport.Job($0.tracker.job, live.rates(of: $0.tracker.id)) }
                .sorted { $0.jobId.rawValue < $1.jobId.rawValue })
    }
}

extension LiveReport.Job {
    fileprivate init(_ job: JobRecord, _ rates: LiveProgress.Rates) {
        self.init(
            jobId: job.id, state: job.state, acknowledgedBytes: job.acknowledgedBytes, totalBytes: job.totalBytes,
            percent: rates.percent, bytesPerSecond: rates.bytesPerSecond, etaSeconds: rates.etaSeconds,
            attempts: job.attempts, nextAttemptAt: job.nextAttemptAt)
    }
}
