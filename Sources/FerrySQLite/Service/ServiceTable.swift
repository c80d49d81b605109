import FerryCore
import FerrySessions
import FoundationEssentials
import GRDB

/// What one transaction asks of the tables of positions, tokens and switches.
struct ServiceTable {
    /// The connection, inside a transaction.
    let database: Database

    private static let flags = "flags"
    private static let paused = "paused"

    func playback(of item: String, by userID: String) throws -> PlaybackProgress.Stored? {
        try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT positionSeconds, totalSeconds, milestone, isCompleted, writtenAt FROM playback
                    WHERE item = ? AND userID = ?
                    """),
            arguments: [item, userID]
        ).map { row in
            PlaybackProgress.Stored(
                positionSeconds: row["positionSeconds"], totalSeconds: row["totalSeconds"],
                milestone: row["milestone"], isCompleted: row["isCompleted"],
                writtenAt: Timestamp(microseconds: row["writtenAt"]))
        }
    }

    func save(_ progress: PlaybackProgress.Stored, of item: String, by userID: String) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO playback VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (item, userID) DO UPDATE SET positionSeconds = excluded.positionSeconds,
                    totalSeconds = excluded.totalSeconds, milestone = MAX(milestone, excluded.milestone),
                    isCompleted = MAX(isCompleted, excluded.isCompleted), writtenAt = excluded.writtenAt
                """
        ).execute(
            arguments: [
                item, userID, progress.positionSeconds, progress.totalSeconds, progress.milestone,
                progress.isCompleted, progress.writtenAt.microseconds,
            ])
    }

    func add(_ token: AccessToken) throws {
        guard try !String.fetchAll(statement("SELECT id FROM token WHERE id = ?"), arguments: [token.id]).isEmpty
        else {
            return try statement("INSERT INTO token (id, createdAt, record) VALUES (?, ?, ?)")
                .execute(
                    arguments: [token.id, token.createdAt.microseconds, try StoredJSON.text(of: token)])
        }
        throw FerryError(
            .storeUnavailable, "there is a token named \(token.id) already", next: "make another one",
            disposition: .giveUp)
    }

    func tokens() throws -> [AccessToken] {
        try Row.fetchAll(statement("SELECT id, record FROM token ORDER BY createdAt, id")).map { row in
            try StoredJSON.value(from: row["record"], "token", row["id"])
        }
    }

    func remove(token id: String) throws -> Bool {
        try statement("DELETE FROM token WHERE id = ?").execute(arguments: [id])
        return database.changesCount > 0
    }

    func flags() throws -> ServiceFlags.Layer? { try setting(Self.flags) }

    func keep(_ layer: ServiceFlags.Layer?) throws { try keep(layer, as: Self.flags) }

    func isPaused() throws -> Bool { try setting(Self.paused) ?? false }

    func keep(isPaused: Bool) throws { try keep(isPaused ? true : nil, as: Self.paused) }

    private func setting<Value: Decodable>(_ name: String) throws -> Value? {
        try Row.fetchOne(
            statement("SELECT record FROM setting WHERE name = ?"), arguments: [name]
        ).map { row in try StoredJSON.value(from: row["record"], "setting", name) }
    }

    private func keep(_ value: (some Encodable)?, as name: String) throws {
        guard let value else { return try statement("DELETE FROM setting WHERE name = ?").execute(arguments: [name]) }
        try statement("INSERT OR REPLACE INTO setting VALUES (?, ?)")
            .execute(arguments: [name, try StoredJSON.text(of: value)])
    }

    private func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }
}
