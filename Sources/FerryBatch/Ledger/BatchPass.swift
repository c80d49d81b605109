import FerryCore
import FerryPipeline

/// Which run of which batch an item belongs to: two commands with the same catalog, destination, filter and settings share
/// one pass, whenever and however often they run.
public struct BatchPass: Sendable, Equatable {
    /// Names the catalog and the destination: items are known again by it, whatever the settings.
    public let batch: String
    /// Names the settings, with what encodes: an item that was done by others is due again.
    public let settings: String
    /// Names all of it, and the filter.
    public let id: String
    /// Items that ended so are due again when they are entered, though nothing of them changed.
    public var reopens: Set<BatchOutcome> = [.removed]

    /// Names a pass.
    ///
    /// - Parameters:
    ///   - catalog: See ``SourceCatalog/identity``.
    ///   - destination: What tells the destination from others.
    ///   - settings: All that makes another object of the same bytes.
    ///   - filter: Which items of the catalog are meant.
    public init(catalog: String, destination: String, settings: [String], filter: String) {
        batch = Self.name("mediaferry.batch/1", [catalog, destination])
        self.settings = Self.name("mediaferry.batch.settings/1", settings)
        id = Self.name("mediaferry.batch.pass/1", [batch, self.settings, filter])
    }

    /// The settings of one item: those of the pass, and what is asked for it alone.
    public func settings(of entry: CatalogEntry) -> String {
        guard entry.preset != nil || entry.objectName != nil || entry.metadata != nil else { return settings }
        let metadata = (entry.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return Self.name(
            "mediaferry.batch.item/1",
            [settings, entry.preset?.rawValue ?? "", entry.objectName ?? ""] + metadata)
    }

    /// 128 bits are enough to tell batches apart, and short in a million rows.
    private static func name(_ kind: String, _ parts: [String]) -> String {
        String(
            RunningSHA256.hex(of: ([kind] + parts.map { "\($0.utf8.count):\($0)" }).joined(separator: "\n")).prefix(32))
    }
}
