/// Divides one limit for body bytes evenly among the transfers that have a body under way.
///
/// Each transfer is a lane with a bucket that fills at `limit / lanes`. Buckets start empty and are small, so neither a
/// new lane nor a raised limit lets a burst through.
struct SendRateShare {
    /// For how many seconds of its rate a lane may save up.
    static let burstSeconds = 0.05

    /// What a lane that wants to send may do.
    enum Grant: Equatable {
        /// Send at most so many bytes now.
        case bytes(Int)
        /// Ask again after so many seconds.
        case wait(Double)
    }

    private struct Lane {
        var saved: Double
        var settled: Double

        mutating func settle(_ now: Double, rate: Double, most: Double) {
            saved = min(most, saved + max(0, now - settled) * rate)
            settled = now
        }
    }

    private var limit: Double?
    private var lanes: [UInt64: Lane] = [:]

    /// Sets the limit in bytes a second, at least 1; `nil` is none.
    mutating func setLimit(_ bytesPerSecond: Int64?, at now: Double) {
        settle(now)
        limit = bytesPerSecond.map { Double(max(1, $0)) }
    }

    /// A transfer with a body begins.
    mutating func join(_ lane: UInt64, at now: Double) {
        settle(now)
        lanes[lane] = Lane(saved: 0, settled: now)
    }

    /// The body of a transfer is out, or the transfer is over.
    mutating func leave(_ lane: UInt64, at now: Double) {
        settle(now)
        lanes[lane] = nil
    }

    /// What a lane may send of the bytes it wants to; granted bytes count as sent.
    mutating func grant(_ lane: UInt64, _ wanted: Int, at now: Double) -> Grant {
        guard let rate, lanes[lane] != nil else { return .bytes(wanted) }
        settle(now)
        let least = min(Double(wanted), max(1, rate * Self.burstSeconds / 2))
        let saved = lanes[lane]?.saved ?? 0
        guard saved >= least else { return .wait((least - saved) / rate) }
        let granted = min(wanted, Int(saved))
        lanes[lane]?.saved -= Double(granted)
        return .bytes(granted)
    }

    /// Bytes a second of one lane.
    private var rate: Double? { limit.map { $0 / Double(max(1, lanes.count)) } }

    private mutating func settle(_ now: Double) {
        let rate = rate ?? 0
        let most = max(1, rate * Self.burstSeconds)
        for lane in lanes.keys {
            lanes[lane]?.settle(now, rate: rate, most: most)
        }
    }
}
