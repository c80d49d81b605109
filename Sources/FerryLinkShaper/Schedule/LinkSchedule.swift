import FerryCore

/// Decides when bytes that enter one direction of a link come out at its other end. No clock, no bytes, no sockets.
///
/// Times are seconds from the start of the link and never go back from call to call.
///
/// - Rate: one wire for all connections, first come, first served. A block leaves when the wire has carried it; a wire
///   that was idle catches up on at most ``credit`` seconds.
/// - Delay: a block comes out `delay` seconds after it left the wire; blocks of a connection stay in order.
/// - Loss: each segment is lost with the shape's probability. TCP brings it again a round trip later, so the block and
///   all later ones of its connection come out that much later, the wire carries the segment twice, and the
///   connection's ``CongestionWindow`` is halved. Without loss no window is modelled.
/// - Blackouts: the wire carries nothing; what left it before still comes out.
/// - Handshake: a connection's first bytes may enter one round trip after it was opened.
struct LinkSchedule: Sendable {
    /// Seconds of idle wire that count as not lost, so that a late timer does not cost rate.
    static let credit = 0.01
    /// Seconds that whoever asks may be late without costing rate.
    static let lateness = 1.0
    /// Seconds of bytes that a connection may have waiting for the wire.
    static let queueSeconds = 0.04
    /// Bytes that may be under way at once over all connections before a connection waits for its own to come out.
    static let largestHeld = 64 << 20

    /// What becomes of one block.
    struct Passage: Sendable, Hashable {
        /// When the wire has carried it.
        var departure: Double
        /// When it comes out.
        var delivery: Double
        /// From when on the connection's next block may enter.
        var next: Double
        /// Segments of it that were lost and sent again.
        var lostSegments: Int
    }

    private struct Flow {
        var lastDelivery = 0.0
        var window: CongestionWindow?
    }

    let shape: LinkShape
    private let calendar: LinkCalendar
    private var wireFree = 0.0
    private var flows: [Int: Flow] = [:]
    private var random: SplitMix64
    private var held = 0

    /// An idle direction.
    init(_ shape: LinkShape, seed: UInt64) {
        self.shape = shape
        calendar = LinkCalendar(blackout: shape.blackout)
        random = SplitMix64(seed: seed)
    }

    /// How many bytes may enter at once: five milliseconds of the rate, a segment at least, 64 KiB at most.
    static func blockBytes(_ shape: LinkShape) -> Int {
        let segment = Int(CongestionWindow.segment)
        let most = shape.loss > 0 ? 4 * segment : 64 << 10
        guard let rate = shape.bitsPerSecond else { return most }
        return min(max(Int(rate / 8 * 0.005), segment), most)
    }

    /// A connection is opened at `now`.
    ///
    /// - Returns: From when on its first block may enter.
    mutating func open(_ flow: Int, at now: Double) -> Double {
        flows[flow] = Flow(window: shape.loss > 0 ? CongestionWindow() : nil)
        return calendar.light(at: now) + 2 * shape.delay
    }

    /// A block of an open connection enters at `now`.
    ///
    /// - Parameter ready: When it could have entered, where it waited for whoever asks this: that the wire stood idle
    ///   since then, at most ``lateness`` seconds, is not the link's doing and is caught up on.
    mutating func enter(_ count: Int, of flow: Int, at now: Double, ready: Double? = nil) -> Passage {
        var state = flows[flow] ?? Flow()
        let lost = lostSegments(of: count)
        let wireBytes = count + min(count, lost * Int(CongestionWindow.segment))
        let idleSince = max(min(ready ?? now, now), now - Self.lateness) - Self.credit
        wireFree = calendar.after(Double(wireBytes) * shape.secondsPerByte, from: max(wireFree, idleSince))
        let departure = max(wireFree, calendar.light(at: now))
        let arrival = departure + shape.delay + (lost > 0 ? shape.roundTrip : 0)
        state.lastDelivery = max(state.lastDelivery, arrival)
        state.window?.sent(
            count, at: now, acknowledged: max(state.lastDelivery + shape.delay, now + shape.roundTrip),
            hasLost: lost > 0)
        flows[flow] = state
        held += count
        return Passage(
            departure: departure, delivery: state.lastDelivery, next: next(state), lostSegments: lost)
    }

    /// Bytes came out.
    mutating func left(_ count: Int) { held -= count }

    /// When the end of a connection's bytes comes out, said at `now`.
    func end(of flow: Int, at now: Double) -> Double {
        max(flows[flow]?.lastDelivery ?? 0, calendar.light(at: now) + shape.delay)
    }

    /// A connection is gone.
    mutating func close(_ flow: Int) { flows[flow] = nil }

    private func next(_ state: Flow) -> Double {
        let next = max(wireFree - Self.queueSeconds, state.window?.opensAt ?? 0)
        return held > Self.largestHeld ? max(next, state.lastDelivery) : next
    }

    private mutating func lostSegments(of count: Int) -> Int {
        guard shape.loss > 0 else { return 0 }
        let segments = (count + Int(CongestionWindow.segment) - 1) / Int(CongestionWindow.segment)
        return (0..<segments).count { _ in random.unit() < shape.loss }
    }
}
