import FerryCore
import GRDB

/// One transaction, or one snapshot, at one time; the tables are asked through it.
struct StoreTransaction {
    /// The connection, inside a transaction.
    let database: Database
    /// The store's time.
    let now: Timestamp
    /// Answers that were read or written of late.
    var memory = AnswerMemory()

    /// The jobs.
    var jobs: JobTable { JobTable(database: database, now: now, memory: memory) }
    /// The sessions and what belongs to them.
    var sessions: SessionTable { SessionTable(database: database, now: now, memory: memory) }
    /// The items of batches.
    var batches: BatchTable { BatchTable(database: database, now: now) }
    /// Webhooks.
    var webhooks: WebhookTable { WebhookTable(database: database, now: now) }
    /// Positions, tokens and switches.
    var service: ServiceTable { ServiceTable(database: database) }
    /// Counts.
    var tallies: TallyTable { TallyTable(database: database) }
}
