/// Adds the events of one run up to its report. Events in, numbers out; no clock.
public struct RunTally: Sendable {
    private var files = RunReport.Files()
    private var bytes = RunReport.Bytes()
    private var jobs: [RunReport.Job] = []
    private var bandwidth = Bandwidth()
    private var retries: [RetryCause: Int] = [:]
    private var firstByte: Timestamp?
    /// When the chunks that are under way were started, by their numbers.
    private var open: [JobID: [Int: Timestamp]] = [:]
    /// When a job that has not come to an end began to send.
    private var begun: [JobID: Timestamp] = [:]
    private var sendingSince: Timestamp?
    private var sendingSeconds = 0.0
    private var stalledSeconds = 0.0
    private var sendSeconds = 0.0
    private var acknowledged: Int64 = 0
    private var plannedEncodes = 0
    private let startedAt: Timestamp
    /// Jobs that are named at the end, the latest.
    private let maxJobs: Int

    /// Starts a tally at the start of the run.
    ///
    /// - Parameter maxJobs: Jobs that the report names, the latest; all are counted.
    public init(startedAt: Timestamp, maxJobs: Int = .max) {
        self.startedAt = startedAt
        self.maxJobs = maxJobs
    }

    /// How many files ended how so far.
    public var fileCounts: RunReport.Files { files }

    /// Takes one event of the road.
    public mutating func take(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .jobPlanned(let fields): if fields.plan.decision == .encode { plannedEncodes += 1 }
        case .chunkStarted(let chunk): chunkStarted(job, chunk.index, at: event.time)
        case .chunkAcknowledged(let chunk): chunkAcknowledged(job, chunk.index, chunk.length, at: event.time)
        case .uploadRetry(let fields):
            retries[fields.cause, default: 0] += 1
            // Which of many parts it was is not said: they go on, and the one is started again.
            if open[job]?.count == 1 { closeAll(job, at: event.time) }
        case .jobState(let step): if step.to == .paused { broken(job, at: event.time) }
        case .uploadRewound: closeAll(job, at: event.time)
        case .jobFailed, .jobCancelled, .jobRefused: broken(job, at: event.time)
        case .jobDelivered: begun[job] = nil
        default: break
        }
    }

    /// Adds a source that was delivered.
    public mutating func delivered(_ receipt: Receipt, source: String, receiptPath: String?) {
        files.total += 1
        bytes.source += receipt.source.bytes
        bytes.rendition += receipt.rendition.bytes
        if receipt.reused {
            files.reused += 1
        } else {
            if receipt.outcome == .delivered { files.delivered += 1 } else { files.deliveredWithLoss += 1 }
            bytes.sent += receipt.transfer.bytesSent
            bytes.acknowledged += receipt.transfer.bytesAcknowledged
            bytes.resent += receipt.transfer.bytesResent
            stalledSeconds += receipt.transfer.stalledSeconds
            sendSeconds += receipt.stages.send?.seconds ?? 0
        }
        let outcome = receipt.outcome.rawValue
        name(RunReport.Job(jobId: receipt.jobId, source: source, outcome: outcome, receipt: receiptPath, error: nil))
    }

    /// Adds a source that was not delivered.
    public mutating func ended(_ job: JobID?, state: JobState, source: String, error: FerryError) {
        files.total += 1
        let outcome: JobState
        switch state {
        case .refused:
            files.refused += 1
            outcome = .refused
        case .cancelled, .paused:
            files.cancelled += 1
            outcome = .cancelled
        default:
            files.failed += 1
            outcome = .failed
        }
        name(RunReport.Job(jobId: job, source: source, outcome: outcome.rawValue, receipt: nil, error: error))
    }

    private mutating func name(_ job: RunReport.Job) {
        jobs.append(job)
        // In batches, so that a job costs the same however many are named.
        if jobs.count / 2 >= maxJobs { jobs.removeFirst(jobs.count - maxJobs) }
    }

    /// The report of the run as it stands.
    public func report(finishedAt: Timestamp) -> RunReport {
        let savings = bytes.source > 0 ? max(0, 1 - Double(bytes.rendition) / Double(bytes.source)) : nil
        let score = RunReport.Score(
            delivered: share(Double(files.delivered + files.deliveredWithLoss + files.reused), of: Double(files.total)),
            waste: share(Double(bytes.acknowledged), of: Double(bytes.acknowledged + bytes.resent)),
            time: sendSeconds > 0 ? max(0, 1 - stalledSeconds / sendSeconds) : 1,
            compression: plannedEncodes == 0 ? 1 : min(1, (savings ?? 0) / 0.5))
        return RunReport(
            startedAt: startedAt, finishedAt: finishedAt, files: files, bytes: bytes, totalDataUploaded: acknowledged,
            averageBandwidth: sendingSeconds > 0 ? Double(acknowledged) / sendingSeconds : nil,
            peakBandwidth: bandwidth.peak > 0 ? bandwidth.peak : nil, compressionSavings: savings,
            timeToFirstUpload: firstByte?.seconds(since: startedAt), stalledSeconds: stalledSeconds,
            sendSeconds: sendSeconds, retries: retries, score: score, jobs: Array(jobs.suffix(maxJobs)))
    }

    private func share(_ part: Double, of whole: Double) -> Double { whole > 0 ? part / whole : 1 }

    private mutating func chunkStarted(_ job: JobID, _ index: Int, at time: Timestamp) {
        firstByte = firstByte ?? time
        if open.isEmpty { sendingSince = time }
        open[job, default: [:]][index] = time
        begun[job] = begun[job] ?? time
    }

    private mutating func chunkAcknowledged(_ job: JobID, _ index: Int, _ length: Int64, at time: Timestamp) {
        acknowledged += length
        // Bytes that a broken chunk left at the server may be told by another number than it was started with.
        let place = open[job]?[index] == nil && open[job]?.count == 1 ? open[job]?.keys.first ?? index : index
        guard let started = open[job]?.removeValue(forKey: place) else { return }
        bandwidth.add(bytes: length, from: started, to: time)
        if open[job]?.isEmpty == true { closeAll(job, at: time) }
    }

    /// Nothing of the job is under way any more.
    private mutating func closeAll(_ job: JobID, at time: Timestamp) {
        guard open.removeValue(forKey: job) != nil, open.isEmpty, let since = sendingSince else { return }
        sendingSeconds += max(0, time.seconds(since: since))
        sendingSince = nil
    }

    /// A job stopped before its end: no receipt will say how long it was sending.
    private mutating func broken(_ job: JobID, at time: Timestamp) {
        closeAll(job, at: time)
        if let since = begun.removeValue(forKey: job) { sendSeconds += max(0, time.seconds(since: since)) }
    }
}
