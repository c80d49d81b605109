public import FerryCore

/// Which recordings of a catalog are meant, by what a listing tells of them.
public struct CatalogFilter: Sendable, Equatable {
    /// Only these, where any are named.
    public var includes: [GlobPattern] = []
    /// None of these, whatever is included.
    public var excludes: [GlobPattern] = []
    /// Bytes at least.
    public var minBytes: Int64?
    /// Bytes at most.
    public var maxBytes: Int64?
    /// Seconds since the last modification at least.
    public var minAge: Double?
    /// Seconds since the last modification at most.
    public var maxAge: Double?

    /// Means everything.
    public init() {}

    /// Whether a recording is meant. One whose age is not known is not meant where an age is asked for.
    ///
    /// - Parameter now: The time that ages are counted from.
    public func means(_ entry: CatalogEntry, now: Timestamp) -> Bool {
        guard minBytes.map({ entry.bytes >= $0 }) ?? true, maxBytes.map({ entry.bytes <= $0 }) ?? true else {
            return false
        }
        guard includes.isEmpty || includes.contains(where: { $0.matches(entry.name) }) else { return false }
        guard !excludes.contains(where: { $0.matches(entry.name) }) else { return false }
        guard minAge != nil || maxAge != nil else { return true }
        guard let age = entry.modified.map({ now.seconds(since: $0) }) else { return false }
        return minAge.map { age >= $0 } ?? true && maxAge.map { age <= $0 } ?? true
    }

    /// What the filter says, as one text that tells it from others.
    public var identity: String {
        let sizes = [minBytes, maxBytes].map { $0.map(String.init) ?? "-" }
        let ages = [minAge, maxAge].map { $0.map { "\($0)" } ?? "-" }
        return (includes.map { "+\($0.text)" } + excludes.map { "-\($0.text)" } + sizes + ages).joined(separator: "\n")
    }
}
