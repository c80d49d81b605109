import CFerryFFmpeg
import FerryCore

/// Makes one rendition. Tracks that are only copied go straight into the container; where something is encoded, all of it
/// goes through the packet log first, so that the work can go on after an end.
struct EncodeRun {
    /// What to read, and what may be used.
    var source: MediaSource
    /// What to make.
    var task: MediaEncodeTask
    /// Where the rendition goes.
    var output: Int32
    /// The file of the packet log.
    var log: Int32
    /// Told about progress.
    var meter: ProgressMeter

    /// Does the work.
    func run() throws -> MediaEncodeResult {
        let input = try MediaOpener.open(source)
        let muxing = try Muxing(
            container: task.container, output: output, cipher: source.ciphers.rendition,
            maxBytes: source.limits.maxOutputBytes)
        do {
            let routes = try TrackRoutes(task: task).find(input, muxing)
            let (tracks, shortfall) =
                task.isRemux ? try copy(routes, input, muxing) : try encode(routes, input, muxing)
            return try result(tracks, shortfall, muxing)
        } catch let error as FFmpegError {
            try source.checkCancelled()
            throw FailureTranslation.working(error, reader: input.reader, writer: muxing.writer)
        }
    }

    private func copy(
        _ routes: [TrackRoute], _ input: borrowing InputHandle, _ muxing: Muxing
    ) throws -> ([MuxedFacts], SourceShortfall) {
        var lanes: [any CountingLane] = []
        for route in routes {
            guard let stream = input.track(route.sourceIndex) else { continue }
            lanes.append(try lane(route, stream, muxing))
        }
        try muxing.writeHead(indexEntries: task.expectedIndexEntries)
        let (reader, meter) = (input.reader, meter)
        muxing.onWritten = { _, end in meter.note(seconds: end, bytesRead: reader.bytesRead) }
        let road = PacketRoad(source: source, lanes: lanes, tracks: routes.leading)
        try road.run(input)
        try muxing.finish()
        return (zip(routes, lanes).map { MuxedFacts(route: $0, facts: PieceMeasures(tally: $1.tally)) }, road.shortfall)
    }

    private func lane(
        _ route: TrackRoute, _ stream: UnsafeMutablePointer<AVStream>, _ muxing: Muxing
    ) throws -> any CountingLane {
        guard case .text(let codec) = route.making else {
            let sink = MuxedTrack(muxing, track: try muxing.addTrack(copying: stream))
            return try CopyLane(stream: stream, kind: route.kind, sink: sink)
        }
        let text = try TextTranscoder(stream: stream, codec: codec, globalHeader: muxing.wantsGlobalHeaders)
        let track = try muxing.addTrack(text: text.encoder.context, like: stream)
        return try TextLane(stream: stream, transcoder: text, sink: MuxedTrack(muxing, track: track))
    }

    private func encode(
        _ routes: [TrackRoute], _ input: borrowing InputHandle, _ muxing: Muxing
    ) throws -> ([MuxedFacts], SourceShortfall) {
        let fingerprint = try EncodeFingerprint(task: task, sourceBytes: input.reader.length).bytes
        let log = try PacketLog(
            PacketLogFile(descriptor: log, cipher: source.ciphers.log), fingerprint: fingerprint)
        try PieceRun(
            source: source, routes: routes, encoders: task.encoders, wantsGlobalHeaders: muxing.wantsGlobalHeaders,
            log: log, meter: meter
        ).run(input)
        let mux = PieceMux(
            source: source, routes: routes, log: log, muxing: muxing, indexEntries: task.expectedIndexEntries)
        return (try mux.run(input), mux.shortfall)
    }

    private func result(
        _ found: [MuxedFacts], _ shortfall: SourceShortfall, _ muxing: Muxing
    ) throws -> MediaEncodeResult {
        let tracks = found.map { $0.route.result($0.facts.tally) }
        guard tracks.contains(where: { $0.framesOut > 0 }) else {
            throw FerryError(.mediaEmptyRecording, "no frame of the recording could be read")
        }
        var made = MediaEncodeResult(
            layout: try RenditionLayout.of(muxing.writer, container: task.container), container: task.container,
            tracks: tracks, unreadBytes: shortfall.unreadBytes, damage: shortfall.damage,
            versions: FFmpegLibraries.versions, quality: found.compactMap(\.facts.quality?.quality).first)
        made.sound = found.compactMap(\.facts.sound).first
        return made
    }
}

/// What was measured on all pieces of one track of a rendition.
struct MuxedFacts {
    var route: TrackRoute
    var facts: PieceMeasures
}

/// What has to be the same for pieces of two runs to fit together: the task, the source's length, the libraries and us.
struct EncodeFingerprint: Codable {
    private var task: MediaEncodeTask
    private var sourceBytes: Int64
    private var versions: MediaLibraryVersions
    private var mediaferry = FerryVersion.text

    init(task: MediaEncodeTask, sourceBytes: Int64) {
        // How many pieces are made at once changes none of them.
        var task = task
        task.encoders = 1
        self.task = task
        self.sourceBytes = sourceBytes
        versions = FFmpegLibraries.versions
    }

    /// The same bytes for the same work.
    var bytes: [UInt8] {
        get throws(FerryError) { try PieceBytes.json(self) }
    }
}
