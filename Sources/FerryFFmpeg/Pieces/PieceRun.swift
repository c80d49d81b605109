import CFerryFFmpeg
import FerryCore
import Synchronization

/// Makes all pieces of a rendition that its packet log lacks. Each track is a walk of its own over the source, on a thread
/// of its own; pictures may have several.
struct PieceRun {
    var source: MediaSource
    var routes: [TrackRoute]
    /// How many pieces of the picture are encoded at the same time.
    var encoders: Int
    var wantsGlobalHeaders: Bool
    var log: PacketLog
    var meter: ProgressMeter

    /// Does the work.
    ///
    /// - Parameter input: The source, opened and not read yet; the first walk takes it.
    func run(_ input: borrowing InputHandle) throws {
        let open = routes.filter { log.end(of: $0.place) == nil }
        let crew = LaneCrew()
        let walks = try open.flatMap { try self.walks($0, source: crew.stopping(source)) }
        guard let own = walks.first else { return }
        try crew.start(walks.dropFirst())
        crew.work { () throws(FerryError) in try own.run(input) }
        try crew.join()
        for route in open where route.isPicture {
            try makeSmaller(route)
            try endPictures(route, walks)
        }
    }

    /// Makes those pieces again that came out above the highest rate: slower, and below it.
    private func makeSmaller(_ route: TrackRoute) throws {
        guard case .video(let settings) = route.making else { return }
        let facts = log.facts(of: route.place)
        let large = Set(facts.filter { $0.value.exceeds(settings) }.keys)
        guard !large.isEmpty else { return }
        let crew = LaneCrew()
        let source = crew.stopping(source)
        let count = min(EncodeResources.cappedEncoders(asked: encoders, threads: settings.threads), large.count)
        let site = PieceSite(
            log: log, board: PieceBoard(made: Set(facts.keys).subtracting(large)),
            starts: try keyFrames(route, source), isCapped: true)
        try crew.start((0..<count).map { _ in walk(route, source, site, isAlone: count == 1) })
        try crew.join()
    }

    private func walks(_ route: TrackRoute, source: MediaSource) throws -> [PieceWalk] {
        let made = log.pieces(of: route.place)
        let count = route.isPicture ? min(max(1, encoders), EncodeResources.maxEncoders) : 1
        let mustSkip = route.isPicture && (count > 1 || !made.isEmpty)
        let site = PieceSite(
            log: log, board: PieceBoard(made: made),
            starts: mustSkip ? try keyFrames(route, source) : starts(route))
        return (0..<count).map { _ in walk(route, source, site, isAlone: count == 1) }
    }

    private func walk(_ route: TrackRoute, _ source: MediaSource, _ site: PieceSite, isAlone: Bool) -> PieceWalk {
        // Pieces of sound are a little shorter than those of pictures: by less than a frame.
        let done = Double(site.board.firstOpen) * (PieceGrid.seconds - 0.06)
        return PieceWalk(
            source: source, route: route, tracks: routes.leading, site: site,
            wantsGlobalHeaders: wantsGlobalHeaders, isAlone: isAlone,
            lane: meter.addLane(at: route.making == .copy || !route.laysTime ? .infinity : done), meter: meter)
    }

    /// Knows no key frame yet.
    private func starts(_ route: TrackRoute) -> DecodingStarts {
        let grid = PieceGrid(ticksPerSecond: VideoEncoding.ticksPerSecond)
        guard case .video(let settings) = route.making else { return DecodingStarts(grid: grid) }
        return DecodingStarts(grid: grid, lead: RunUp.lead(settings))
    }

    /// Reads the source once without decoding it.
    private func keyFrames(_ route: TrackRoute, _ source: MediaSource) throws -> DecodingStarts {
        let input = try MediaOpener.open(source)
        guard let stream = input.track(route.sourceIndex) else { return starts(route) }
        let lane = KeyFrameLane(stream: stream, starts: starts(route))
        try PacketRoad(source: source, lanes: [lane], tracks: routes.leading).run(input)
        return lane.starts
    }

    /// The lanes of a picture track end apart; what they left stands in the log.
    private func endPictures(_ route: TrackRoute, _ walks: [PieceWalk]) throws(FerryError) {
        let pieces = log.pieces(of: route.place).sorted()
        let shortfall = walks.first { $0.route == route }?.shortfall.withLock { $0 } ?? SourceShortfall()
        try log.append(TrackEnd(pieces: pieces, shortfall: shortfall), track: route.place)
    }
}

extension TrackRoute {
    /// Whether it is made of pictures that are encoded.
    var isPicture: Bool {
        if case .video = making { true } else { false }
    }
}
