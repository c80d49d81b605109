import CFerryFFmpeg
import FerryCore
import Synchronization

/// Makes all pieces of a rendition that its packet log lacks. Each track is a walk of its own over the source, on a thread
/// of its own; pictures may have several.
struct PieceRun {
    /// The longest that several walks over a picture track make sense: more threads than any encoder lane needs.
    static let maxEncoders = 16

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
        guard !open.isEmpty else { return }
        let crew = LaneCrew()
        let walks = try open.flatMap { try self.walks($0, source: crew.stopping(source)) }
        guard let own = walks.first else { return }
        try crew.start(walks.dropFirst())
        crew.work { () throws(FerryError) in try own.run(input) }
        try crew.join()
        for route in open where route.isPicture { try endPictures(route, walks) }
    }

    private func walks(_ route: TrackRoute, source: MediaSource) throws -> [PieceWalk] {
        let made = log.pieces(of: route.place)
        let count = route.isPicture ? min(max(1, encoders), Self.maxEncoders) : 1
        let grid = PieceGrid(ticksPerSecond: VideoEncoding.ticksPerSecond)
        let mustSkip = route.isPicture && (count > 1 || !made.isEmpty)
        let starts = mustSkip ? try keyFrames(route, source, grid) : DecodingStarts(grid: grid)
        let site = PieceSite(log: log, board: PieceBoard(made: made), starts: starts)
        return (0..<count).map { _ in
            PieceWalk(
                source: source, route: route, tracks: Set(routes.map(\.sourceIndex)), site: site,
                wantsGlobalHeaders: wantsGlobalHeaders, isAlone: count == 1, lane: meter.addLane(), meter: meter)
        }
    }

    /// Reads the source once without decoding it.
    private func keyFrames(_ route: TrackRoute, _ source: MediaSource, _ grid: PieceGrid) throws -> DecodingStarts {
        let input = try MediaOpener.open(source)
        guard let stream = input.track(route.sourceIndex) else { return DecodingStarts(grid: grid) }
        let lane = KeyFrameLane(stream: stream, grid: grid)
        try PacketRoad(source: source, lanes: [lane], tracks: Set(routes.map(\.sourceIndex))).run(input)
        return lane.starts
    }

    /// The lanes of a picture track end apart; what they left stands in the log.
    private func endPictures(_ route: TrackRoute, _ walks: [PieceWalk]) throws(FerryError) {
        let pieces = (log.pieces(of: route.place).max() ?? -1) + 1
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
