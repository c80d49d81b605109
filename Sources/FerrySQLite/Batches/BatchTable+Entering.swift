import FerryBatch
import FerryCore
import GRDB

extension BatchTable {
    /// What a listed entry is to the table.
    private enum Standing {
        case new
        case ended(isListed: Bool)
        case due(isListed: Bool)
        case changed
    }

    func enter(_ entries: [CatalogEntry], in pass: BatchPass) throws -> BatchEntering {
        var counts = BatchEntering()
        for entry in entries {
            let settings = pass.settings(of: entry)
            switch try standing(of: entry, settings, pass) {
            case .new:
                try insert(entry, settings, pass)
                counts.new += 1
            case .ended(let isListed):
                if !isListed { try list(entry, pass) }
                counts.ended += 1
            case .due(let isListed):
                if !isListed { try list(entry, pass) }
                counts.due += 1
            case .changed:
                try reopen(entry, settings, pass)
                counts.changed += 1
            }
        }
        return counts
    }

    func due(_ entries: [CatalogEntry], in pass: BatchPass) throws -> [Bool] {
        try entries.map { entry in
            if case .ended = try standing(of: entry, pass.settings(of: entry), pass) { return false }
            return true
        }
    }

    func enter(fault: FerryError, named name: String, in pass: BatchPass) throws {
        let entry = CatalogEntry(name: name, place: .file(name), bytes: 0, version: "-")
        _ = try enter([entry], in: pass)
        try statement(
            """
            UPDATE batchItem SET outcome = ?, account = ?, leaseHolder = NULL, leaseExpiresAt = NULL, epoch = epoch + 1,
                updatedAt = ? WHERE batch = ? AND name = ?
            """
        ).execute(arguments: [
            BatchOutcome.refused.rawValue, StoredJSON.text(of: BatchAccount(error: fault)), now.microseconds,
            pass.batch,
            name,
        ])
    }

    private func standing(of entry: CatalogEntry, _ settings: String, _ pass: BatchPass) throws -> Standing {
        let known = try Row.fetchOne(
            statement(
                """
                SELECT pass, place, isObject, bytes, version, settings, outcome FROM batchItem WHERE batch = ? AND name = ?
                """),
            arguments: [pass.batch, entry.name])
        guard let known else { return .new }
        let (place, isObject) = entry.place.columns
        let isSame =
            known["place"] == place && known["isObject"] == isObject && known["bytes"] == entry.bytes
            && known["version"] == entry.version && known["settings"] == settings
        guard isSame else { return .changed }
        let isListed = known["pass"] == pass.id
        let outcome: String? = known["outcome"]
        guard let outcome = outcome.flatMap(BatchOutcome.init) else { return .due(isListed: isListed) }
        return pass.reopens.contains(outcome) ? .changed : .ended(isListed: isListed)
    }

    private func insert(_ entry: CatalogEntry, _ settings: String, _ pass: BatchPass) throws {
        let (place, isObject) = entry.place.columns
        try statement(
            """
            INSERT INTO batchItem (batch, name, pass, place, isObject, bytes, version, modifiedAt, asks, settings,
                attempts, dueAt, epoch, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)
            """
        ).execute(arguments: [
            pass.batch, entry.name, pass.id, place, isObject, entry.bytes, entry.version, entry.modified?.microseconds,
            asks(of: entry), settings, now.microseconds,
        ])
    }

    /// What is known of it stays; it is of this pass now.
    private func list(_ entry: CatalogEntry, _ pass: BatchPass) throws {
        try statement("UPDATE batchItem SET pass = ? WHERE batch = ? AND name = ?")
            .execute(arguments: [pass.id, pass.batch, entry.name])
    }

    /// Due again, from the start; whoever works on it by what it was before loses it.
    private func reopen(_ entry: CatalogEntry, _ settings: String, _ pass: BatchPass) throws {
        let (place, isObject) = entry.place.columns
        try statement(
            """
            UPDATE batchItem SET pass = ?, place = ?, isObject = ?, bytes = ?, version = ?, modifiedAt = ?, asks = ?,
                settings = ?, outcome = NULL, attempts = 0, dueAt = 0, epoch = epoch + 1, leaseHolder = NULL,
                leaseExpiresAt = NULL, renditionBytes = NULL, originalBytes = NULL, updatedAt = ? WHERE batch = ? AND name = ?
            """
        ).execute(arguments: [
            pass.id, place, isObject, entry.bytes, entry.version, entry.modified?.microseconds, asks(of: entry),
            settings, now.microseconds, pass.batch, entry.name,
        ])
    }

    func asks(of entry: CatalogEntry) throws -> String? { try BatchAsks(entry).map { try StoredJSON.text(of: $0) } }
}

extension CatalogEntry.Place {
    /// How a place stands in two columns.
    var columns: (place: String, isObject: Bool) {
        switch self {
        case .file(let path): (path, false)
        case .object(let location): (location, true)
        }
    }
}
