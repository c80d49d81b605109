import FerryBatch
import FerryCore
import GRDB

extension BatchTable {
    func claim(in pass: BatchPass, limit: Int, holder: String, leaseSeconds: Double) throws -> [LeasedItem] {
        let rows = try BatchRow.fetchAll(
            statement(
                """
                SELECT \(BatchRow.columns) FROM batchItem INDEXED BY batchItem_open
                WHERE outcome IS NULL AND pass = ? AND dueAt <= ? AND (leaseExpiresAt IS NULL OR leaseExpiresAt <= ?)
                ORDER BY dueAt, sequence LIMIT ?
                """),
            arguments: [pass.id, now.microseconds, now.microseconds, max(0, limit)])
        let expiry = now.advanced(bySeconds: leaseSeconds).microseconds
        return try rows.map { row in
            try statement("UPDATE batchItem SET epoch = ?, leaseHolder = ?, leaseExpiresAt = ? WHERE sequence = ?")
                .execute(arguments: [row.epoch + 1, holder, expiry, row.item.number])
            return LeasedItem(
                item: row.item, lease: BatchLease(number: row.item.number, holder: holder, epoch: row.epoch + 1))
        }
    }

    func renew(_ leases: [BatchLease], leaseSeconds: Double) throws -> Set<Int64> {
        let expiry = now.advanced(bySeconds: leaseSeconds).microseconds
        return Set(
            try leases.filter { try change("leaseExpiresAt = ?", [expiry], under: $0) }.map(\.number))
    }

    func note(_ lease: BatchLease, _ account: BatchAccount) throws -> Bool {
        try change(
            "sha256 = ?, renditionSHA256 = ?, account = ?, updatedAt = ?",
            [account.sha256, account.renditionSHA256, StoredJSON.text(of: account), now.microseconds], under: lease)
    }

    func settle(_ lease: BatchLease, _ ending: BatchEnding) throws -> Bool {
        let free = "leaseHolder = NULL, leaseExpiresAt = NULL"
        switch ending {
        case .released: return try change(free, [], under: lease)
        case .retry(let due, let account):
            return try change(
                "\(free), attempts = attempts + 1, dueAt = ?, account = ?, updatedAt = ?",
                [due.microseconds, StoredJSON.text(of: account), now.microseconds], under: lease)
        case .ended(let outcome, let account, let entry):
            let isHeld = try change(
                """
                \(free), outcome = ?, renditionBytes = ?, sha256 = ?, renditionSHA256 = ?, account = ?, updatedAt = ?
                """,
                [
                    outcome.rawValue, account.renditionBytes, account.sha256, account.renditionSHA256,
                    StoredJSON.text(of: account), now.microseconds,
                ], under: lease)
            if isHeld, let entry { try move(lease.number, to: entry, from: account.sourceBytes) }
            return isHeld
        }
    }

    /// The item is another file now; what was known of that file is no more.
    private func move(_ number: Int64, to entry: CatalogEntry, from bytes: Int64?) throws {
        let (place, isObject) = entry.place.columns
        try statement(
            """
            DELETE FROM batchItem WHERE sequence <> ?1 AND name = ?2
                AND batch = (SELECT batch FROM batchItem WHERE sequence = ?1)
            """
        ).execute(arguments: [number, entry.name])
        try statement(
            """
            UPDATE batchItem SET originalBytes = COALESCE(?, bytes), name = ?, place = ?, isObject = ?, version = ?, modifiedAt = ?,
                bytes = ?
            WHERE sequence = ?
            """
        ).execute(arguments: [
            bytes, entry.name, place, isObject, entry.version, entry.modified?.microseconds, entry.bytes, number,
        ])
    }

    func holders(in pass: BatchPass) throws -> [String] {
        try String.fetchAll(
            statement(
                """
                SELECT DISTINCT leaseHolder FROM batchItem INDEXED BY batchItem_holder
                WHERE leaseHolder IS NOT NULL AND pass = ?
                """),
            arguments: [pass.id])
    }

    func revoke(holder: String) throws {
        try statement(
            """
            UPDATE batchItem SET leaseHolder = NULL, leaseExpiresAt = NULL, epoch = epoch + 1 WHERE leaseHolder = ?
            """
        ).execute(arguments: [holder])
    }

    private func change(_ values: String, _ arguments: StatementArguments, under lease: BatchLease) throws -> Bool {
        try statement("UPDATE batchItem SET \(values) WHERE sequence = ? AND epoch = ? AND leaseHolder = ?")
            .execute(arguments: arguments + [lease.number, lease.epoch, lease.holder])
        return database.changesCount > 0
    }
}
