import CFerryFFmpeg
import FerryCore

/// Writes the container from a whole packet log. The same log gives the same bytes.
struct PieceMux {
    var source: MediaSource
    var routes: [TrackRoute]
    var log: PacketLog
    var muxing: Muxing
    var indexEntries: Int

    /// Writes everything, and says what became of the tracks.
    ///
    /// - Parameter input: The source, for the headers of copied tracks.
    func run(_ input: borrowing InputHandle) throws -> [MuxedFacts] {
        var readers: [TrackReader] = []
        for route in routes { readers.append(try reader(route, input)) }
        try muxing.writeHead(indexEntries: indexEntries)
        let packet = try PacketHandle()
        while let next = try nextReader(readers) {
            try source.checkCancelled()
            guard let logged = try next.take() else { continue }
            try logged.fill(packet)
            try muxing.write(packet, track: next.track, base: next.base)
        }
        try muxing.finish()
        return readers.map { MuxedFacts(route: $0.route, facts: $0.facts) }
    }

    /// What the source lacks, as its walks found it.
    var shortfall: SourceShortfall {
        routes.compactMap { log.end(of: $0.place)?.shortfall }.first ?? SourceShortfall()
    }

    /// The reader whose next packet is decoded first.
    private func nextReader(_ readers: [TrackReader]) throws -> TrackReader? {
        var best: (reader: TrackReader, seconds: Double)?
        for reader in readers {
            guard let seconds = try reader.nextSeconds() else { continue }
            if best.map({ seconds < $0.seconds }) ?? true { best = (reader, seconds) }
        }
        return best?.reader
    }

    private func reader(_ route: TrackRoute, _ input: borrowing InputHandle) throws -> TrackReader {
        guard let stream = input.track(route.sourceIndex), let end = log.end(of: route.place) else {
            throw FerryError(.storeUnavailable, "the packet log lacks a track", next: "try again")
        }
        switch route.making {
        case .copy:
            let track = try muxing.addTrack(copying: stream)
            return TrackReader(route, track: track, base: stream.pointee.time_base, log: log, end: end)
        case .text(let codec):
            let text = try TextTranscoder(stream: stream, codec: codec, globalHeader: muxing.wantsGlobalHeaders)
            let track = try muxing.addTrack(text: text.encoder.context, like: stream)
            return TrackReader(route, track: track, base: TextTranscoder.base, log: log, end: end)
        case .audio(let settings):
            let model = try AudioEncoding.open(settings, globalHeader: muxing.wantsGlobalHeaders)
            let track = try muxing.addTrack(encoder: model.context)
            return TrackReader(route, track: track, base: model.context.pointee.time_base, log: log, end: end)
        case .video(let settings):
            let model = try VideoEncoding.open(
                settings, parameters: stream.pointee.codecpar.pointee, globalHeader: muxing.wantsGlobalHeaders)
            let track = try muxing.addTrack(encoder: model.context)
            return TrackReader(
                route, track: track, base: model.context.pointee.time_base, log: log, end: end,
                order: DecodingTimes(
                    delay: Int(model.context.pointee.has_b_frames), ticksPerSecond: VideoEncoding.ticksPerSecond))
        }
    }
}

/// Reads the packets of one track from the log, one piece in memory at a time.
final class TrackReader {
    let route: TrackRoute
    /// The track's number in the container.
    let track: Int
    let base: AVRational
    private let log: PacketLog
    private var pieces: ArraySlice<Int>
    private var order: DecodingTimes?
    private var packets: ArraySlice<LoggedPacket> = []
    /// What was measured on the pieces read so far, and on the whole track.
    private(set) var facts: PieceMeasures

    init(
        _ route: TrackRoute, track: Int, base: AVRational, log: PacketLog, end: TrackEnd, order: DecodingTimes? = nil
    ) {
        self.route = route
        self.track = track
        self.base = base
        self.log = log
        self.order = order
        pieces = end.pieces[...]
        facts = end.facts
    }

    /// When the next packet is decoded; `nil` behind the last one.
    func nextSeconds() throws(FerryError) -> Double? {
        try load()
        return packets.first.map { Double($0.decoding) * av_q2d(base) }
    }

    /// The next packet.
    func take() throws(FerryError) -> LoggedPacket? {
        try load()
        return packets.popFirst()
    }

    private func load() throws(FerryError) {
        while packets.isEmpty, let next = pieces.popFirst() {
            let piece = try log.piece(next, of: route.place)
            facts.append(piece.facts)
            if route.kind == .audio, route.making != .copy { facts.tally.count(packets: piece.packets.count) }
            packets = ordered(piece.packets)[...]
        }
    }

    private func ordered(_ packets: [LoggedPacket]) -> [LoggedPacket] {
        guard let times = order?.times(for: packets.map(\.presentation)) else { return packets }
        return zip(packets, times).map { packet, time in
            var packet = packet
            packet.decoding = time
            return packet
        }
    }
}
