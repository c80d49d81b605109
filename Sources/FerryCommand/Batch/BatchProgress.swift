import MediaFerry

/// The line about a whole batch: files, bytes, rate, savings, and when it will be over by the speed so far. A value:
/// counts and times in, text out.
struct BatchProgress {
    /// The counts as they were told last.
    var totals = BatchTotals()
    /// Whether all is listed; the total is not known before.
    var isListed = false
    private let startedAt: Timestamp
    /// What was at an end before this run had done anything, by the first counts.
    private var endedBefore: (items: Int, bytes: Int64)?
    private var acknowledged: [JobID: Int64] = [:]
    private var acknowledgedOfEnded: Int64 = 0
    private var rate: RateEstimate

    init(startedAt: Timestamp) {
        self.startedAt = startedAt
        rate = RateEstimate(at: startedAt, bytes: 0)
    }

    /// A page was listed.
    mutating func listed(_ page: BatchEntering) {
        guard var before = endedBefore else { return }
        before.items += page.ended
        endedBefore = before
    }

    /// The pass was counted.
    mutating func counted(_ totals: BatchTotals, at now: Timestamp) {
        if endedBefore == nil { endedBefore = (totals.endedItems, totals.endedBytes) }
        self.totals = totals
        rate.add(acknowledgedOfEnded + acknowledged.values.reduce(0, +), at: now)
    }

    /// Counts acknowledged bytes of what is under way.
    mutating func take(_ event: FerryEvent) {
        guard let job = event.jobId else { return }
        switch event.kind {
        case .chunkAcknowledged(let chunk): acknowledged[job, default: 0] += chunk.length
        case .jobDelivered, .jobFailed, .jobRefused, .jobCancelled:
            acknowledgedOfEnded += acknowledged.removeValue(forKey: job) ?? 0
        default: break
        }
    }

    /// Seconds that what is due will take, by bytes of recordings that came to an end so far; `nil` while unknown.
    func secondsLeft(at now: Timestamp) -> Double? {
        guard isListed, let before = endedBefore else { return nil }
        let done = Double(totals.endedBytes - before.bytes)
        let seconds = now.seconds(since: startedAt)
        guard totals.open.bytes > 0 else { return totals.open.items == 0 ? 0 : nil }
        guard done > 0, seconds > 0 else { return nil }
        return Double(totals.open.bytes) * seconds / done
    }

    /// The line.
    func line(at now: Timestamp) -> String {
        let files = "\(totals.endedItems) of \(totals.items)\(isListed ? "" : " so far, still listing")"
        let bytes = "\(Phrases.bytes(Double(totals.endedBytes))) of \(Phrases.bytes(Double(totals.bytes)))"
        let bad = totals.count(.setAside) + totals.count(.refused) + totals.count(.kept)
        let facts = [
            "total  \(files) files", bytes, rate.bytesPerSecond.map { "\(Phrases.bytes($0))/s" },
            totals.savings.map { "\(Phrases.percent($0)) saved" },
            bad > 0 ? "\(bad) not delivered" : nil, totals.waiting > 0 ? "\(totals.waiting) tried again" : nil,
            "ETA \(Phrases.time(secondsLeft(at: now)))",
        ]
        return facts.compactMap(\.self).joined(separator: "  ")
    }
}
