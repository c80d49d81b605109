import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

/// What one transaction asks of the table of webhooks, at one time.
struct WebhookTable {
    /// The connection, inside a transaction.
    let database: Database
    /// The store's time.
    let now: Timestamp

    func add(_ drafts: [WebhookDraft]) throws {
        for draft in drafts {
            let webhook = OutgoingWebhook(id: .make(), draft, now: now)
            try database.cachedStatement(
                sql: """
                    INSERT INTO webhook (sessionID, state, nextAttemptAt, endedAt, record, id)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: values(of: webhook))
        }
    }

    func claimDue(limit: Int, forSeconds seconds: Double) throws -> [OutgoingWebhook] {
        let due = try webhooks(
            "nextAttemptAt <= ? ORDER BY nextAttemptAt, sequence LIMIT ?", [now.microseconds, max(0, limit)])
        return try due.map { webhook in
            var webhook = webhook
            webhook.begin(at: now, forSeconds: seconds)
            try write(webhook)
            return webhook
        }
    }

    func nextDue() throws -> Timestamp? {
        let statement = try database.cachedStatement(
            sql: "SELECT nextAttemptAt FROM webhook WHERE nextAttemptAt IS NOT NULL ORDER BY nextAttemptAt LIMIT 1")
        return try Int64.fetchOne(statement).map(Timestamp.init(microseconds:))
    }

    func settle(_ id: WebhookID, _ outcome: WebhookOutcome) throws -> OutgoingWebhook? {
        guard var webhook = try webhook(id), webhook.state == .pending else { return nil }
        webhook.take(outcome, at: now)
        try write(webhook)
        return webhook
    }

    func webhook(_ id: WebhookID) throws -> OutgoingWebhook? { try webhooks("id = ?", [id.rawValue]).first }

    func webhooks(ofSession id: SessionID, limit: Int) throws -> [OutgoingWebhook] {
        try webhooks("sessionID = ? ORDER BY sequence DESC LIMIT ?", [id.rawValue, max(0, limit)])
    }

    func forget(endedBefore time: Timestamp, limit: Int) throws -> Int {
        try database.cachedStatement(
            sql: """
                DELETE FROM webhook WHERE sequence IN (
                    SELECT sequence FROM webhook WHERE endedAt < ? ORDER BY endedAt, sequence LIMIT ?)
                """
        ).execute(arguments: [time.microseconds, max(0, limit)])
        return database.changesCount
    }

    private func webhooks(_ condition: String, _ arguments: StatementArguments) throws -> [OutgoingWebhook] {
        let statement = try database.cachedStatement(sql: "SELECT id, record FROM webhook WHERE \(condition)")
        return try Row.fetchAll(statement, arguments: arguments).map { row in
            try StoredJSON.value(from: row["record"], "webhook", row["id"])
        }
    }

    private func write(_ webhook: OutgoingWebhook) throws {
        try database.cachedStatement(
            sql: """
                UPDATE webhook SET sessionID = ?, state = ?, nextAttemptAt = ?, endedAt = ?, record = ? WHERE id = ?
                """
        ).execute(arguments: values(of: webhook))
    }

    private func values(of webhook: OutgoingWebhook) throws -> StatementArguments {
        [
            webhook.draft.sessionID.rawValue, webhook.state.rawValue, webhook.nextAttemptAt?.microseconds,
            webhook.endedAt?.microseconds, try StoredJSON.text(of: webhook), webhook.id.rawValue,
        ]
    }
}
