import FerryCore

/// Puts the packets of all tracks on one line of time that starts at 0 and only goes forward. A pure value.
///
/// One origin is taken off all tracks, so the offset between sound and picture stays. Where times jump back, as in two
/// recordings joined byte by byte, what follows goes on at the end of what was. A pause over all tracks is kept, up to
/// two hours; a longer hole, which no recorder leaves, is closed. Times are microseconds.
struct Timeline: Equatable {
    /// How far times must go back to count as a new start.
    static let backLimit: Int64 = 1_000_000
    /// The longest hole over all tracks that is kept.
    static let holeLimit: Int64 = 7_200_000_000

    /// What was mended.
    enum Event: Equatable {
        /// Times went back by so many seconds.
        case restarted(back: Double)
        /// A hole of so many seconds was closed.
        case closedHole(Double)
    }

    /// What to add to a packet's times.
    private(set) var shift: Int64
    private var latest: [Int: Int64] = [:]
    private var end: Int64 = 0

    /// A line whose 0 is the given time.
    init(origin: Int64) { shift = -Ticks.bounded(origin) }

    /// Takes the next packet in reading order.
    ///
    /// - Parameters:
    ///   - time: Its decoding time, or its presentation time when it has no other; `nil` when it has none.
    ///   - duration: How long it lasts, 0 when unknown.
    /// - Returns: What was mended from this packet on.
    mutating func pass(track: Int, time: Int64?, duration: Int64) -> Event? {
        guard let time = time.map(Ticks.bounded) else { return nil }
        var event: Event?
        if let last = latest[track], time < last - Self.backLimit {
            event = .restarted(back: Double(last - time) / 1_000_000)
            restart(at: time)
        } else if let front = latest.values.max(), abs(time - front) > Self.holeLimit {
            event = .closedHole(Double(abs(time - front)) / 1_000_000)
            restart(at: time)
        }
        latest[track] = time
        end = max(end, time + shift + max(0, min(duration, Self.backLimit)))
        return event
    }

    private mutating func restart(at time: Int64) {
        shift = end - time
        latest.removeAll()
    }
}

extension Timeline.Event {
    /// The event as a defect of the source.
    ///
    /// - Parameter isJoined: Whether several recordings follow each other; else stamps that restart are only wrong.
    func defect(isJoined: Bool) -> MediaDefect {
        switch self {
        case .restarted(let back):
            MediaDefect(
                code: isJoined ? "joined" : "timestamps",
                detail: "times go back by \(back) s; what follows goes on at the end")
        case .closedHole(let seconds):
            MediaDefect(code: "timestamps", detail: "a hole of \(seconds) s in all tracks was closed")
        }
    }
}

/// Bounds for times that come from strangers' files.
enum Ticks {
    /// A time with which sums cannot overflow.
    static func bounded(_ time: Int64) -> Int64 { min(max(time, -(1 << 60)), 1 << 60) }
}
