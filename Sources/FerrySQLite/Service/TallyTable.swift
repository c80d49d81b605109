import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

/// What one transaction asks of the counts.
struct TallyTable {
    /// The connection, inside a transaction.
    let database: Database

    func tally() throws -> StoreTally {
        try tally(from: "SELECT name, count FROM tally", spreads: "SELECT name, count, sum, low, high FROM spread")
    }

    func recount() throws -> StoreTally {
        try tally(
            from: StoreTallies.counts,
            spreads: """
                SELECT 'session.' || kind AS name, COUNT(*) AS count, SUM(seconds) AS sum, MIN(seconds) AS low,
                    MAX(seconds) AS high
                FROM session WHERE state = 'completed' AND seconds IS NOT NULL GROUP BY kind
                UNION ALL SELECT 'answer', COUNT(*), SUM(seconds), MIN(seconds), MAX(seconds) FROM answer
                WHERE seconds IS NOT NULL HAVING COUNT(*) > 0
                """)
    }

    private func tally(from counts: String, spreads: String) throws -> StoreTally {
        var tally = StoreTally()
        for row in try Row.fetchAll(database.cachedStatement(sql: counts)) {
            tally.take(name: row["name"], count: row["count"])
        }
        for row in try Row.fetchAll(database.cachedStatement(sql: spreads)) {
            let spread = StoreTally.Spread(count: row["count"], sum: row["sum"], low: row["low"], high: row["high"])
            tally.take(name: row["name"], spread)
        }
        tally.oldestWaiting = try oldestWaiting()
        return tally
    }

    private func oldestWaiting() throws -> Timestamp? {
        let statement = try database.cachedStatement(
            sql: "SELECT createdAt FROM job WHERE state = 'accepted' ORDER BY createdAt LIMIT 1")
        return try Int64.fetchOne(statement).map(Timestamp.init(microseconds:))
    }

    func missingJobs(after cursor: SubmissionID?, limit: Int) throws -> MissingJobs {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT id, record FROM handOff WHERE id > ? ORDER BY id LIMIT ?"),
            arguments: [cursor?.rawValue ?? "", max(1, limit)])
        let isThere = try database.cachedStatement(sql: "SELECT 1 FROM job WHERE id = ?")
        var missing = MissingJobs(jobs: [], looked: rows.count, next: nil)
        for row in rows {
            let record: HandOffRecord = try StoredJSON.value(from: row["record"], "hand-off", row["id"])
            for job in record.jobs where try Int.fetchOne(isThere, arguments: [job.rawValue]) == nil {
                missing.jobs.append(job)
            }
        }
        if rows.count == max(1, limit) { missing.next = rows.last.map { SubmissionID(rawValue: $0["id"]) } }
        return missing
    }
}

extension StoreTally {
    /// Takes a count by its name: the kind of row and its state.
    fileprivate mutating func take(name: String, count: Int) {
        guard count != 0 else { return }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        switch parts[0] {
        case "job": JobState(rawValue: parts[1]).map { jobs[$0] = count }
        case "media": JobState(rawValue: parts[1]).map { media[$0] = count }
        case "session": SessionState(rawValue: parts[1]).map { sessions[$0] = count }
        case "webhook": OutgoingWebhook.State(rawValue: parts[1]).map { webhooks[$0] = count }
        case "handOff" where parts[1] == "count": handOffs = count
        case "handOff": acknowledgedMedia = count
        default: break
        }
    }

    fileprivate mutating func take(name: String, _ spread: Spread) {
        if name == "answer" {
            responses = spread
        } else if name.hasPrefix("session.") {
            durations[String(name.dropFirst("session.".count))] = spread
        }
    }
}
