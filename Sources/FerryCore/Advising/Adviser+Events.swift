extension Adviser {
    /// Takes one event of the road.
    ///
    /// - Returns: What follows for chunks and retries, to be told and, where advice is taken, done.
    public mutating func take(_ event: FerryEvent) -> [FerryEvent.Decision] {
        estimate.take(event)
        guard let job = event.jobId else { return [] }
        switch event.kind {
        case .jobAccepted(let fields): roster.accept(job, bytes: fields.source.bytes)
        case .jobPlanned(let fields): planned(job, fields.plan, at: event.time)
        case .encodeProgress(let fields): roster.progress(job, fields, at: event.time)
        case .jobState(let step): stepped(job, to: step.to, at: event.time)
        case .uploadProgress(let fields):
            let left = fields.totalBytes.map { Double(max(0, $0 - fields.acknowledgedBytes)) }
            roster.send(job, left: left, acknowledged: Double(fields.acknowledgedBytes), at: event.time)
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled: roster.forget(job, at: event.time)
        default: break
        }
        guard failures.take(event) else { return [] }
        return transfer.review(failures, uplink: uplink, settings: settings).map {
            decision($0.what, from: $0.from, to: $0.to, $0.reason)
        }
    }

    /// A plan that the adviser was not asked about, or another one than it knows of.
    private mutating func planned(_ job: JobID, _ plan: MediaPlan, at time: Timestamp) {
        if let chosen = roster[job]?.chosen, chosen.plan.decision == plan.decision { return }
        let bytes = Double(plan.predictedBytes ?? Int64(roster[job]?.sourceBytes ?? 1))
        roster.begin(
            job, encode: plan.predictedSeconds?.encode ?? 0, check: plan.predictedSeconds?.check ?? 0, bytes: bytes,
            at: time)
        roster[job]?.other = nil
    }

    private mutating func stepped(_ job: JobID, to state: JobState, at time: Timestamp) {
        switch state {
        case .queued, .uploading, .confirming: roster.send(job, left: nil, acknowledged: 0, at: time)
        case .accepted: roster.wait(job, at: time)
        case .paused: roster.forget(job, at: time)
        default: break
        }
    }
}
