import NIOCore

/// What all connections of a link share: its clock, one schedule for each direction, and what was counted.
///
/// Belongs to the link's event loop.
final class LinkRoad {
    /// Which way bytes go.
    enum Direction: Int {
        /// From the client to the destination.
        case up
        /// From the destination to the client.
        case down
    }

    private let start = NIODeadline.now()
    private var schedules: [LinkSchedule]
    private var lastFlow = 0
    private var openCount = 0
    private var pairs: [Int: LinkPair] = [:]
    private var isClosed = false
    private(set) var traffic = LinkTraffic()

    init(_ shape: LinkShape, seed: UInt64) {
        schedules = [LinkSchedule(shape, seed: seed), LinkSchedule(shape, seed: ~seed)]
    }

    /// Seconds since the start of the link.
    var now: Double { Double((NIODeadline.now() - start).nanoseconds) / 1e9 }

    /// The same moment as the event loop says it.
    func deadline(_ time: Double) -> NIODeadline { start + .nanoseconds(Int64(time * 1e9)) }

    /// Whether one more connection is taken.
    var mayOpen: Bool { !isClosed && openCount < LinkShaper.largestConnections }

    /// A connection was accepted.
    func opened() {
        openCount += 1
        traffic.connections += 1
    }

    /// An accepted connection is gone.
    func closed() { openCount -= 1 }

    /// Both ends of an accepted connection stand.
    ///
    /// - Returns: The pair's number in the schedules.
    func joined(_ pair: LinkPair) -> Int {
        lastFlow += 1
        pairs[lastFlow] = pair
        return lastFlow
    }

    /// Breaks all connections off and takes no more.
    func close() {
        isClosed = true
        for pair in pairs.values { pair.breakOff() }
    }

    func open(_ flow: Int, _ way: Direction) -> Double { schedules[way.rawValue].open(flow, at: now) }

    func enter(_ count: Int, of flow: Int, _ way: Direction, ready: Double?) -> LinkSchedule.Passage {
        let passage = schedules[way.rawValue].enter(count, of: flow, at: now, ready: ready)
        traffic.lostSegments += passage.lostSegments
        return passage
    }

    func left(_ count: Int, _ way: Direction) {
        schedules[way.rawValue].left(count)
        if way == .up { traffic.bytesUp += Int64(count) } else { traffic.bytesDown += Int64(count) }
    }

    func end(of flow: Int, _ way: Direction) -> Double { schedules[way.rawValue].end(of: flow, at: now) }

    func left(_ flow: Int) {
        pairs[flow] = nil
        for way in schedules.indices { schedules[way].close(flow) }
    }
}

/// What a link has carried so far.
public struct LinkTraffic: Sendable, Hashable {
    /// Connections that were accepted.
    public internal(set) var connections = 0
    /// Payload bytes that came out at the destination.
    public internal(set) var bytesUp: Int64 = 0
    /// Payload bytes that came out at the clients.
    public internal(set) var bytesDown: Int64 = 0
    /// Segments that were lost and sent again, both directions together.
    public internal(set) var lostSegments = 0
}
