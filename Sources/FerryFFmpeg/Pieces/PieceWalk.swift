import CFerryFFmpeg
import FerryCore
import Synchronization

/// One walk over the source, from its first packet to its last, for one track of the rendition.
final class PieceWalk: Sendable {
    private let source: MediaSource
    let route: TrackRoute
    private let tracks: Set<Int>
    private let site: PieceSite
    private let wantsGlobalHeaders: Bool
    /// Whether no other walk works on the track.
    private let isAlone: Bool
    /// The number by which the meter knows the walk.
    private let lane: Int
    private let meter: ProgressMeter
    /// What the source lacks; known once the walk is over.
    let shortfall = Mutex(SourceShortfall())

    init(
        source: MediaSource, route: TrackRoute, tracks: Set<Int>, site: PieceSite, wantsGlobalHeaders: Bool,
        isAlone: Bool, lane: Int, meter: ProgressMeter
    ) {
        self.source = source
        self.route = route
        self.tracks = tracks
        self.site = site
        self.wantsGlobalHeaders = wantsGlobalHeaders
        self.isAlone = isAlone
        self.lane = lane
        self.meter = meter
    }

    /// Walks over a source of its own.
    func run() throws(FerryError) {
        do {
            let input = try MediaOpener.open(source)
            try run(input)
        } catch let error as FerryError {
            throw error
        } catch {
            throw FerryError(.mediaNotMedia, "the source cannot be opened again (\(error))")
        }
    }

    /// Walks over an opened source.
    func run(_ input: borrowing InputHandle) throws(FerryError) {
        do {
            try walk(input)
        } catch let error as FerryError {
            throw error
        } catch let error as FFmpegError {
            try source.checkCancelled()
            throw FailureTranslation.working(error, reader: input.reader, writer: nil)
        } catch {
            throw FerryError(.mediaNotMedia, "the media cannot be worked on (\(error))")
        }
    }

    private func walk(_ input: borrowing InputHandle) throws {
        guard let stream = input.track(route.sourceIndex) else { return }
        let reader = input.reader
        let (meter, lane) = (meter, lane)
        let onPosition = { (seconds: Double) in meter.note(lane: lane, seconds: seconds, bytesRead: reader.bytesRead) }
        switch route.making {
        case .video(let settings):
            try carry(try pictures(settings, stream, onPosition), input)
        case .audio(let settings):
            let pieces = try AudioPieces(
                track: route.place, log: site.log, settings: settings, wantsGlobalHeaders: wantsGlobalHeaders)
            let loudness = try settings.loudness.map { try self.loudness($0, settings) }
            let sound = try AudioPieceLane(
                stream: stream, settings: settings, limits: source.limits, pieces: pieces,
                watch: try route.health.map { try SoundWatch(thresholds: $0) },
                change: SoundChange(loudness?.change.filters ?? []), onPosition: onPosition)
            if let loudness { sound.note(loudness.note) }
            try carry(sound, input)
            try end(sound.end)
        case .text(let codec):
            let text = try TextTranscoder(stream: stream, codec: codec, globalHeader: wantsGlobalHeaders)
            let pieces = CopiedPieces(track: route.place, log: site.log)
            let lane = try TextLane(stream: stream, transcoder: text, sink: pieces)
            try keep(lane, pieces, input)
            onPosition(.infinity)
        case .copy:
            let pieces = CopiedPieces(track: route.place, log: site.log)
            let copy = try CopyLane(stream: stream, kind: route.kind, sink: pieces)
            try keep(copy, pieces, input)
            onPosition(.infinity)
        }
    }

    /// Carries packets that are written as they come.
    private func keep(_ lane: any CountingLane, _ pieces: CopiedPieces, _ input: borrowing InputHandle) throws {
        try carry(lane, input)
        try pieces.finish()
        try end(TrackEnd(pieces: Array(0..<pieces.count), facts: PieceMeasures(tally: lane.tally)))
    }

    /// Finds out how to bring the sound to its loudness, reading it alone.
    private func loudness(
        _ target: LoudnessTarget, _ settings: AudioSettings
    ) throws -> (change: LoudnessSearch.Change, note: String) {
        let (meter, lane) = (meter, lane)
        return try LoudnessPass(source: source, trackIndex: route.sourceIndex, settings: settings) {
            meter.note(lane: lane, seconds: 0, bytesRead: $0)
        }.run(target)
    }

    private func pictures(
        _ settings: VideoSettings, _ stream: UnsafeMutablePointer<AVStream>, _ onPosition: @escaping (Double) -> Void
    ) throws -> VideoPieceLane {
        let plan = VideoPiecePlan(
            track: route.place, settings: settings, stream: stream, wantsGlobalHeaders: wantsGlobalHeaders,
            isCapped: site.isCapped)
        return try VideoPieceLane(
            stream: stream, plan: plan, limits: source.limits, threads: isAlone ? 0 : 1, site: site,
            watchers: VideoPieceWatchers(plan: plan, measuresQuality: route.measuresQuality), onPosition: onPosition)
    }

    private func carry(_ lane: any Lane, _ input: borrowing InputHandle) throws {
        let road = PacketRoad(source: source, lanes: [lane], tracks: tracks)
        try road.run(input)
        shortfall.withLock { $0 = road.shortfall }
    }

    private func end(_ end: TrackEnd) throws(FerryError) {
        var end = end
        end.shortfall = shortfall.withLock { $0 }
        try site.log.append(end, track: route.place)
    }
}
