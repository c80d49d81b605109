import NIOCore

/// One direction of one connection: reads a block when the schedule lets it enter, holds it, writes it when it is due.
///
/// Belongs to the link's event loop. Reads nothing while the far side takes nothing.
final class LinkLine {
    private enum Item {
        case bytes(ByteBuffer)
        /// The sender will send no more.
        case end
    }

    private let road: LinkRoad
    private let flow: Int
    private let way: LinkRoad.Direction
    private let source: any Channel
    private let sink: any Channel
    private var held: CircularBuffer<(item: Item, due: Double)> = .init()
    private var delivery: Scheduled<Void>?
    private var reading: Scheduled<Void>?
    private var waitsForSink = false
    private var mayReadAt = 0.0
    private var askedAt = 0.0
    /// Seconds within which bytes that are asked for come if they are there, on a busy machine.
    private static let atOnce = 0.025
    /// Whether the sender has sent its last byte.
    private(set) var isEnded = false
    /// Whether the far side was told so.
    private(set) var isDrained = false
    /// Whether the far side is closed for both directions after the last byte.
    var closesFarSide = false

    init(_ road: LinkRoad, _ flow: Int, _ way: LinkRoad.Direction, from source: any Channel, to sink: any Channel) {
        self.road = road
        self.flow = flow
        self.way = way
        self.source = source
        self.sink = sink
    }

    /// Begins to read.
    func open() { read(at: road.open(flow, way)) }

    /// A block was read.
    func took(_ bytes: ByteBuffer) {
        // What came at once had waited in the kernel since it might be read.
        let hasWaited = road.now - askedAt < Self.atOnce
        let passage = road.enter(bytes.readableBytes, of: flow, way, ready: hasWaited ? mayReadAt : nil)
        hold(.bytes(bytes), until: passage.delivery)
        read(at: passage.next)
    }

    /// Nothing more will be read.
    func ended() {
        guard !isEnded else { return }
        isEnded = true
        hold(.end, until: road.end(of: flow, way))
    }

    /// The far side takes bytes again.
    func sinkIsWritable() {
        guard waitsForSink else { return }
        waitsForSink = false
        deliver()
        read(at: mayReadAt)
    }

    /// Drops all that is held and asks for nothing more.
    func cut() {
        isEnded = true
        delivery?.cancel()
        reading?.cancel()
        held.removeAll()
    }

    private func read(at time: Double) {
        mayReadAt = time
        guard !isEnded, !waitsForSink else { return }
        reading?.cancel()
        guard time > road.now else { return ask() }
        reading = source.eventLoop.assumeIsolated().scheduleTask(deadline: road.deadline(time)) { self.ask() }
    }

    private func ask() {
        askedAt = road.now
        source.read()
    }

    private func hold(_ item: Item, until due: Double) {
        held.append((item, due))
        if held.count == 1 { schedule() }
    }

    private func schedule() {
        guard let due = held.first?.due else { return }
        delivery = sink.eventLoop.assumeIsolated().scheduleTask(deadline: road.deadline(due)) { self.deliver() }
    }

    /// Writes what is due, as long as the far side takes it.
    private func deliver() {
        delivery?.cancel()
        var hasWritten = false
        while let first = held.first, first.due <= road.now, !waitsForSink {
            held.removeFirst()
            switch first.item {
            case .bytes(let bytes):
                road.left(bytes.readableBytes, way)
                sink.write(bytes, promise: nil)
                hasWritten = true
                waitsForSink = !sink.isWritable
            case .end: end()
            }
        }
        if hasWritten { sink.flush() }
        if !waitsForSink { schedule() }
    }

    /// Closes the far side's input once all that was written is out.
    private func end() {
        isDrained = true
        let (sink, mode) = (sink, closesFarSide ? CloseMode.all : .output)
        sink.writeAndFlush(ByteBuffer()).whenComplete { _ in sink.close(mode: mode, promise: nil) }
    }
}
