import FerryBatch
import FerryCore
import FoundationEssentials
import GRDB

/// A row of the table of items as it is read.
struct BatchRow: FetchableRecord {
    /// The item.
    let item: BatchItem
    /// How often it was claimed.
    let epoch: Int64

    /// The columns that are read.
    static let columns = """
        sequence, name, place, isObject, bytes, version, modifiedAt, asks, settings, outcome, attempts, dueAt, epoch, \
        account, updatedAt, originalBytes
        """

    init(row: Row) throws {
        let name: String = row["name"]
        let place: String = row["place"]
        let modified: Int64? = row["modifiedAt"]
        var entry = CatalogEntry(
            name: name, place: row["isObject"] ? .object(place) : .file(place), bytes: row["bytes"],
            version: row["version"], modified: modified.map(Timestamp.init(microseconds:)))
        if let text: Data = row["asks"] {
            let asks: BatchAsks = try StoredJSON.value(from: text, "item", name)
            (entry.preset, entry.objectName, entry.metadata) = (asks.preset, asks.name, asks.metadata)
        }
        let due: Int64 = row["dueAt"]
        let outcome: String? = row["outcome"]
        let account: Data? = row["account"]
        var item = BatchItem(
            number: row["sequence"], entry: entry, settings: row["settings"],
            outcome: try outcome.map { try Self.outcome($0, name) },
            attempts: row["attempts"], dueAt: due > 0 ? Timestamp(microseconds: due) : nil,
            account: try account.map { try StoredJSON.value(from: $0, "account of", name) },
            updatedAt: Timestamp(microseconds: row["updatedAt"]))
        item.originalBytes = row["originalBytes"]
        self.item = item
        epoch = row["epoch"]
    }

    private static func outcome(_ text: String, _ name: String) throws -> BatchOutcome {
        guard let outcome = BatchOutcome(rawValue: text) else {
            throw FerryError(
                .storeUnavailable, "the end \(text) of the item \(name) cannot be read by this version of mediaferry",
                next: "use the version that wrote it", disposition: .giveUp)
        }
        return outcome
    }
}

/// What a manifest asks for one item, as the row keeps it.
struct BatchAsks: Codable {
    var preset: Preset?
    var name: String?
    var metadata: [String: String]?

    /// `nil` for an item of which nothing is asked.
    init?(_ entry: CatalogEntry) {
        guard entry.preset != nil || entry.objectName != nil || entry.metadata != nil else { return nil }
        (preset, name, metadata) = (entry.preset, entry.objectName, entry.metadata)
    }
}
