import CFerryFFmpeg
import FerryCore

/// Carries packets from the demuxer to the lanes, on one common line of time, to the last one.
///
/// The line is laid by all tracks of the rendition, so it is the same for every road over one source, whichever lanes it has.
final class PacketRoad {
    /// How many mended places are told one by one.
    static let maxEvents = 16

    private let source: MediaSource
    private let lanes: [Int: any Lane]
    private let tracks: Set<Int>
    private var timeline = Timeline(origin: 0)
    private var events: [Timeline.Event] = []
    /// The error that ended the reading before the end of the media.
    private var stop: FFmpegError?
    /// What could not be read, or was mended, on the way.
    private(set) var shortfall = SourceShortfall()

    /// - Parameters:
    ///   - lanes: Who takes packets.
    ///   - tracks: The places in the source of all tracks of the rendition that lay the line; others follow it.
    init(source: MediaSource, lanes: [any Lane], tracks: Set<Int>) {
        self.source = source
        self.tracks = tracks
        self.lanes = Dictionary(lanes.map { ($0.sourceIndex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads everything and drains all lanes.
    func run(_ input: borrowing InputHandle) throws {
        input.keepOnly(tracks.union(lanes.keys))
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
            try start.fill(input, tracks: tracks, followers: Set(lanes.keys).subtracting(tracks))
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
        guard let stream = input.track(index) else { return }
        if !tracks.contains(index) {
            PacketTime.follow(packet, base: stream.pointee.time_base, timeline)
        } else if let event = PacketTime.pass(
            packet, base: stream.pointee.time_base, track: index, through: &timeline)
        {
            note(event)
        }
        try lanes[index]?.take(packet)
    }

    private func note(_ event: Timeline.Event) {
        if events.count < Self.maxEvents { events.append(event) }
    }

    /// Says what the source lacks: its structure, where reading stopped, and what was mended in its times.
    private func noteDamage(_ input: borrowing InputHandle) throws(FerryError) {
        let findings = try ContainerFindings(input.reader, container: input.container)
        let position = input.position
        shortfall.unreadBytes = findings.unreadBytes(position: position, hasStopped: stop != nil)
        let mended = events.map { $0.defect(isJoined: findings.isJoined) }
        shortfall.damage = findings.defects(position: position, stoppedBy: stop?.text)
        let isSaid = shortfall.damage.contains { $0.code == "joined" }
        shortfall.damage += mended.filter { $0.code != "joined" || !isSaid }
    }
}
