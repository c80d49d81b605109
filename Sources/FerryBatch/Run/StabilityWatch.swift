import FerryCore

/// Decides whether a recording is left alone because it may still be written.
///
/// It is stable when its modification lies back so many seconds and, where that was within the last hour or is still to
/// come by this machine's clock, when it was seen in the same size and version so many seconds before too. A value: times
/// in, answers out.
struct StabilityWatch {
    /// Recordings that are remembered between two looks at most; what is beyond waits for its modification time alone.
    static let limit = 100_000
    /// Seconds for which a modification counts as fresh.
    static let freshSeconds = 3600.0

    private struct Sight {
        var identity: String
        var since: Timestamp
    }

    private let seconds: Double?
    private var sights: [String: Sight] = [:]
    private var seen: [String: Sight] = [:]
    /// Whether a recording was left alone at the last look.
    private(set) var isWaiting = false

    /// - Parameter seconds: `nil` takes every recording as it is.
    init(seconds: Double?) { self.seconds = seconds }

    /// A look begins.
    mutating func begin() {
        seen = [:]
        isWaiting = false
    }

    /// A look ends; recordings that were not seen are forgotten.
    mutating func end() { sights = seen }

    /// Whether a recording may be taken.
    mutating func isStable(_ entry: CatalogEntry, at now: Timestamp) -> Bool {
        guard let seconds else { return true }
        let age = entry.modified.map { now.seconds(since: $0) } ?? 0
        if age > max(Self.freshSeconds, seconds) { return true }
        let known = sights[entry.name]
        let identity = entry.identity
        let sight = known?.identity == identity ? known : nil
        let isStable = sight.map { now.seconds(since: $0.since) >= seconds && (age < 0 || age >= seconds) } ?? false
        if seen.count < Self.limit || known != nil {
            seen[entry.name] = sight ?? Sight(identity: identity, since: now)
        } else if age >= seconds {
            return true
        }
        if !isStable { isWaiting = true }
        return isStable
    }

    /// Seconds until the next look; `nil` when there is none: nothing is watched, and nothing was left alone.
    ///
    /// - Parameter period: Seconds between two looks of a catalog that is watched.
    func patience(_ period: Double?) -> Double? {
        guard let period else { return isWaiting ? max(1, min(seconds ?? 1, 10)) : nil }
        return isWaiting ? min(period, max(1, seconds ?? period)) : period
    }
}
