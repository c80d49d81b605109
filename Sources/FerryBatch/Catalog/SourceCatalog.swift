public import FerryCore

/// The port to whatever lists recordings: a directory tree, a manifest, a prefix of a bucket.
///
/// A catalog may hold millions of names and is never in memory as a whole: ``open()`` gives a cursor that is read page by
/// page.
public protocol SourceCatalog: Sendable {
    /// What tells the catalog from others, without credentials: a path, or a URL.
    var identity: String { get }

    /// Begins to list from the start.
    ///
    /// - Throws: `source.notFound`, `source.unreadable` or a `destination.*` code when nothing can be listed.
    func open() async throws(FerryError) -> any CatalogCursor
}

/// One reading of a catalog. Used by one task.
public protocol CatalogCursor: AnyObject, Sendable {
    /// The next findings, in the catalog's order; none at the end.
    ///
    /// - Parameter limit: How many at most; no more than these are in memory.
    /// - Throws: What ends the listing as a whole.
    func next(_ limit: Int) async throws(FerryError) -> [CatalogFinding]
}

/// What a catalog found at one place.
public enum CatalogFinding: Sendable, Equatable {
    /// A recording.
    case entry(CatalogEntry)
    /// Something that should be one and cannot be used, by its name; the rest of the catalog goes on.
    case fault(name: String, FerryError)
}
