public import FerryCore
public import FerrySessions

extension MemorySessionStore: WebhookStore {
    /// Takes webhooks that are due; see ``WebhookStore``.
    public func claimDue(limit: Int, forSeconds seconds: Double) async throws(FerryError) -> [OutgoingWebhook] {
        withTable { $0.webhooks.claimDue(limit: limit, forSeconds: seconds, now: $1) }
    }

    /// When the next one is due; `nil` while none waits.
    public func nextDue() async throws(FerryError) -> Timestamp? { withTable { table, _ in table.webhooks.nextDue() } }

    /// Writes what came of an attempt.
    public func settle(_ id: WebhookID, _ outcome: WebhookOutcome) async throws(FerryError) -> OutgoingWebhook? {
        withTable { $0.webhooks.settle(id, outcome, now: $1) }
    }

    /// One webhook, or `nil`.
    public func webhook(_ id: WebhookID) async throws(FerryError) -> OutgoingWebhook? {
        withTable { table, _ in table.webhooks.webhook(id) }
    }

    /// The webhooks of a session, newest first.
    public func webhooks(ofSession id: SessionID, limit: Int) async throws(FerryError) -> [OutgoingWebhook] {
        withTable { table, _ in table.webhooks.webhooks(ofSession: id, limit: limit) }
    }

    /// Forgets webhooks that were delivered or given up before a time.
    public func forgetWebhooks(endedBefore time: Timestamp, limit: Int) async throws(FerryError) -> Int {
        withTable { table, _ in table.webhooks.forget(endedBefore: time, limit: limit) }
    }
}

extension MemorySessionStore: TallyStore {
    /// The counts, made from what is there.
    public func tally() async throws(FerryError) -> StoreTally {
        let all = try await jobs.jobs(in: Set(JobState.allCases), limit: .max)
        var tally = StoreTally()
        withTable { table, _ in table.count(into: &tally) }
        tally.jobs = Dictionary(grouping: all, by: \.state).mapValues(\.count)
        tally.media = Dictionary(grouping: all.filter { $0.owner != nil }, by: \.state).mapValues(\.count)
        tally.oldestWaiting = all.filter { $0.state == .accepted }.map(\.createdAt).min()
        return tally
    }

    /// The same counts.
    public func recount() async throws(FerryError) -> StoreTally { try await tally() }

    /// Looks for media that was acknowledged and has no job.
    public func missingJobs(
        after cursor: SubmissionID?, limit: Int
    ) async throws(FerryError) -> MissingJobs {
        let records = withTable { table, _ in table.handOffs(after: cursor, limit: max(1, limit)) }
        var missing = MissingJobs(
            jobs: [], looked: records.count, next: records.count == max(1, limit) ? records.last?.id : nil)
        for id in records.flatMap(\.jobs) where try await jobs.job(id) == nil { missing.jobs.append(id) }
        return missing
    }
}
