import CFerryFFmpeg
import FerryCore

/// Carries packets from the demuxer to the lanes, on one common line of time, to the last one.
final class PacketRoad {
    /// How many mended places are told one by one.
    static let maxEvents = 16

    private let source: MediaSource
    private let lanes: [Int: any Lane]
    private var timeline = Timeline(origin: 0)
    private var events: [Timeline.Event] = []
    /// The error that ended the reading before the end of the media.
    private var stop: FFmpegError?
    /// What could not be read, or was mended, on the way.
    private(set) var damage: [MediaDefect] = []
    /// Bytes of the source after the point at which reading had to stop.
    private(set) var unreadBytes: Int64 = 0

    init(source: MediaSource, lanes: [any Lane]) {
        self.source = source
        self.lanes = Dictionary(lanes.map { ($0.sourceIndex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads everything and drains all lanes.
    func run(_ input: borrowing InputHandle) throws {
        let packet = try PacketHandle()
        var start = StartQueue()
        fill(&start, input)
        timeline = Timeline(origin: start.origin)
        while start.next(into: packet) { try carry(packet, input) }
        while read(packet, input) { try carry(packet, input) }
        try source.checkCancelled()
        if let failure = FailureTranslation.reading(input.reader) { throw failure }
        try noteDamage(input)
        for index in lanes.keys.sorted() { try lanes[index]?.finish() }
    }

    private func fill(_ start: inout StartQueue, _ input: borrowing InputHandle) {
        do throws(FFmpegError) {
            try start.fill(input, tracks: Set(lanes.keys))
        } catch {
            stop = error
        }
    }

    private func read(_ packet: borrowing PacketHandle, _ input: borrowing InputHandle) -> Bool {
        guard stop == nil else { return false }
        do throws(FFmpegError) {
            return try input.read(packet)
        } catch {
            stop = error
            return false
        }
    }

    private func carry(_ packet: borrowing PacketHandle, _ input: borrowing InputHandle) throws {
        try source.checkCancelled()
        let index = Int(packet.pointer.pointee.stream_index)
        guard let lane = lanes[index], let stream = input.track(index) else { return }
        if let event = PacketTime.pass(
            packet, base: stream.pointee.time_base, track: index, through: &timeline)
        {
            note(event)
        }
        try lane.take(packet)
    }

    private func note(_ event: Timeline.Event) {
        if events.count < Self.maxEvents { events.append(event) }
    }

    /// Says what the source lacks: its structure, where reading stopped, and what was mended in its times.
    private func noteDamage(_ input: borrowing InputHandle) throws(FerryError) {
        let findings = try ContainerFindings(input.reader, container: input.container)
        let position = input.position
        unreadBytes = findings.unreadBytes(position: position, hasStopped: stop != nil)
        let mended = events.map { $0.defect(isJoined: findings.isJoined) }
        damage = findings.defects(position: position, stoppedBy: stop?.text)
        damage += mended.filter { $0.code != "joined" || !damage.contains { $0.code == "joined" } }
    }
}
