/// When the last byte of a queue will be acknowledged: machine and uplink as two fluids that the recordings share.
///
/// At most so many recordings are on the road at once; each is worked on and then sent. Those that are worked on share
/// the machine evenly, the first of those that are to be sent has the uplink, and the next one is begun when one is done.
/// That is what the pipeline does, without round trips and failures, which cost all ways alike.
public struct RoadForecast: Sendable, Equatable {
    /// One recording.
    public struct Load: Sendable, Equatable {
        /// Seconds of the whole machine that are left.
        public var workSeconds: Double
        /// Bytes that are left to send.
        public var bytes: Double

        /// Creates a load.
        public init(workSeconds: Double, bytes: Double) {
            self.workSeconds = workSeconds
            self.bytes = bytes
        }
    }

    /// Recordings that wait and are looked at, at most; what comes behind does not change what is best now.
    public static let horizon = 48

    /// Recordings on the road.
    public var underWay: [Load]
    /// Those that wait, the next one first.
    public var waiting: [Load]
    /// Recordings on the road at most.
    public var places: Int
    /// Bytes a second.
    public var uplink: Double

    /// Puts a queue together.
    public init(underWay: [Load], waiting: [Load], places: Int, uplink: Double) {
        self.underWay = underWay
        self.waiting = waiting
        self.places = max(1, places)
        self.uplink = max(1, uplink)
    }

    /// Seconds until the last byte is there.
    public func seconds() -> Double {
        var (made, sent) = (
            underWay.filter { $0.workSeconds > 0 }, underWay.filter { $0.workSeconds <= 0 }.map(\.bytes)
        )
        var (next, time) = (0, 0.0)
        while true {
            while made.count + sent.count < places, next < waiting.count {
                let load = waiting[next]
                if load.workSeconds > 0 { made.append(load) } else { sent.append(load.bytes) }
                next += 1
            }
            guard !made.isEmpty || !sent.isEmpty else { return time }
            let makers = max(1, Double(made.count))
            let step = min(
                (made.map(\.workSeconds).min() ?? .infinity) * makers, (sent.first ?? .infinity) / uplink)
            time += step
            // A billionth of a second and a thousandth of a byte are rounding, not work.
            let (worked, moved) = (step / makers + 1e-9, step * uplink + 1e-3)
            if let first = sent.first {
                sent[0] = first - moved
                if sent[0] <= 0 { sent.removeFirst() }
            }
            for index in made.indices { made[index].workSeconds -= worked }
            sent += made.filter { $0.workSeconds <= 0 && $0.bytes > 0 }.map(\.bytes)
            made.removeAll { $0.workSeconds <= 0 }
        }
    }
}
