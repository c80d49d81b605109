import FerryCore
import FerrySessions

/// The rules of a store of webhooks as a value.
struct MemoryWebhookTable {
    private var rows: [OutgoingWebhook] = []
    private var made = 0

    /// How many there are, by their states.
    var counts: [OutgoingWebhook.State: Int] { Dictionary(grouping: rows, by: \.state).mapValues(\.count) }

    mutating func add(_ drafts: [WebhookDraft], now: Timestamp) {
        for draft in drafts {
            made += 1
            rows.append(OutgoingWebhook(id: WebhookID(rawValue: "webhook\(made)"), draft, now: now))
        }
    }

    mutating func claimDue(limit: Int, forSeconds seconds: Double, now: Timestamp) -> [OutgoingWebhook] {
        let due = rows.indices.filter { rows[$0].nextAttemptAt.map { $0 <= now } ?? false }.sorted {
            (rows[$0].nextAttemptAt ?? now, $0) < (rows[$1].nextAttemptAt ?? now, $1)
        }
        return due.prefix(max(0, limit)).map { place in
            rows[place].begin(at: now, forSeconds: seconds)
            return rows[place]
        }
    }

    func nextDue() -> Timestamp? { rows.compactMap(\.nextAttemptAt).min() }

    mutating func settle(_ id: WebhookID, _ outcome: WebhookOutcome, now: Timestamp) -> OutgoingWebhook? {
        guard let place = rows.firstIndex(where: { $0.id == id && $0.state == .pending }) else { return nil }
        rows[place].take(outcome, at: now)
        return rows[place]
    }

    func webhook(_ id: WebhookID) -> OutgoingWebhook? { rows.first { $0.id == id } }

    func webhooks(ofSession id: SessionID, limit: Int) -> [OutgoingWebhook] {
        Array(rows.reversed().filter { $0.draft.sessionID == id }.prefix(max(0, limit)))
    }

    mutating func forget(endedBefore time: Timestamp, limit: Int) -> Int {
        let ended = rows.filter { $0.endedAt.map { $0 < time } ?? false }
            .sorted { ($0.endedAt ?? time) < ($1.endedAt ?? time) }
        let forgotten = Set(ended.prefix(max(0, limit)).map(\.id))
        rows.removeAll { forgotten.contains($0.id) }
        return forgotten.count
    }
}
