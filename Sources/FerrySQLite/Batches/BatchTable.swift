import FerryBatch
import FerryCore
import GRDB

/// What one transaction asks of the table of items, at one time.
struct BatchTable {
    /// The connection, inside a transaction.
    let database: Database
    /// The store's time.
    let now: Timestamp

    /// Items of a pass behind a number, in their order.
    func items(of pass: BatchPass, after number: Int64, limit: Int) throws -> [BatchItem] {
        // The order is that of the table itself: to sort by an index of the pass would read all of it for each page.
        try BatchRow.fetchAll(
            statement(
                """
                SELECT \(BatchRow.columns) FROM batchItem NOT INDEXED
                WHERE pass = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """),
            arguments: [pass.id, number, max(0, limit)]
        ).map(\.item)
    }

    /// An item of that content, else one with that rendition.
    func ending(ofContent sha256: String, settings: String) throws -> BatchItem? {
        for condition in [
            "sha256 = ? AND settings = ? AND outcome IS NOT NULL", "renditionSHA256 = ? AND settings = ?",
        ] {
            let found = try BatchRow.fetchOne(
                statement("SELECT \(BatchRow.columns) FROM batchItem WHERE \(condition) LIMIT 1"),
                arguments: [sha256, settings])
            if let found { return found.item }
        }
        return nil
    }

    /// Counts of a pass.
    func totals(of pass: BatchPass) throws -> BatchTotals {
        var totals = BatchTotals()
        let rows = try Row.fetchAll(
            statement(
                """
                SELECT outcome, COUNT(*) AS items, SUM(COALESCE(originalBytes, bytes)) AS bytes,
                    COALESCE(SUM(renditionBytes), 0) AS renditions,
                    SUM(CASE WHEN renditionBytes IS NULL THEN 0 ELSE COALESCE(originalBytes, bytes) END) AS carried,
                    SUM(attempts > 0) AS waiting
                FROM batchItem INDEXED BY batchItem_counts WHERE pass = ? GROUP BY outcome
                """),
            arguments: [pass.id])
        for row in rows {
            var count = BatchTotals.Count()
            (count.items, count.bytes) = (row["items"], row["bytes"])
            (count.renditionBytes, count.carriedBytes) = (row["renditions"], row["carried"])
            let outcome: String? = row["outcome"]
            if let outcome = outcome.flatMap(BatchOutcome.init) {
                totals.ended[outcome] = count
            } else {
                totals.open = count
                totals.waiting = row["waiting"]
            }
        }
        return totals
    }

    /// A statement that the connection keeps ready.
    func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
}
