import FerryCore

/// What a state directory remembers of the machine and of the ways to its destinations (`control/speeds.json`, mode 0600).
struct SpeedDocument: Codable, Equatable, Sendable {
    /// One way.
    struct Uplink: Codable, Equatable, Sendable {
        var bytesPerSecond: Double
        var measuredAt: Timestamp
    }

    static let schema = "mediaferry.speeds/1"
    /// Destinations that are remembered at most; the oldest is forgotten.
    static let maxUplinks = 32
    /// Seconds after which a way is measured anew: machines move between networks.
    static let uplinkSeconds = 86_400.0

    var schema = Self.schema
    var machine = MachineSpeeds()
    /// By the hash of the destination's identity.
    var uplinks: [String: Uplink] = [:]

    /// What is known of a way; `nil` when that is too old.
    func uplink(_ destination: String, now: Timestamp) -> Double? {
        guard let known = uplinks[destination], known.bytesPerSecond.isFinite, known.bytesPerSecond > 0,
            (0...Self.uplinkSeconds).contains(now.seconds(since: known.measuredAt))
        else { return nil }
        return known.bytesPerSecond
    }

    /// Remembers a way.
    mutating func setUplink(_ rate: Double, to destination: String, now: Timestamp) {
        uplinks[destination] = Uplink(bytesPerSecond: rate, measuredAt: now)
        while uplinks.count > Self.maxUplinks,
            let oldest = uplinks.min(by: { $0.value.measuredAt < $1.value.measuredAt })
        {
            uplinks[oldest.key] = nil
        }
    }
}
