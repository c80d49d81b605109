import CFerryFFmpeg
import FerryCore

/// Decodes a picture track and makes those pieces of its rendition that nobody else makes.
///
/// Several lanes may work on one track; each takes the next open piece when it has finished one. Pictures between its
/// pieces are decoded only where decoding has to start before a piece.
final class VideoPieceLane: Lane {
    let sourceIndex: Int
    private let plan: VideoPiecePlan
    private let log: PacketLog
    private let board: PieceBoard
    private let starts: DecodingStarts
    private let watchers: VideoPieceWatchers
    private let onPosition: (Double) -> Void
    private let base: AVRational
    private let decoder: DecoderHandle
    /// The piece that this lane makes next or is making.
    private var target: Int
    private var piece: VideoPiece?
    /// What a denoiser of the next piece sees first.
    private var runUp: RunUp
    /// Packets of the track seen so far, and the first one that has to be decoded.
    private var ordinal = 0
    private var resumeAt = 0
    /// The distance of packets, from the start of the source on: what the last frame lasts.
    private var arrivals = FrameSpacing()
    private var latest: Int64 = 0
    private var lastDuration: Int64 = 0

    init(
        stream: UnsafeMutablePointer<AVStream>, plan: VideoPiecePlan, limits: MediaLimits, threads: Int32,
        site: PieceSite, watchers: VideoPieceWatchers,
        onPosition: @escaping (Double) -> Void
    ) throws {
        sourceIndex = Int(stream.pointee.index)
        self.plan = plan
        log = site.log
        board = site.board
        starts = site.starts
        self.watchers = watchers
        self.onPosition = onPosition
        base = stream.pointee.time_base
        decoder = try DecoderHandle(stream: stream, maxPixels: limits.maxPixels, threads: threads)
        runUp = RunUp(isNeeded: plan.settings.denoises)
        target = board.take(from: 0)
        resumeAt = starts.packet(for: target)
    }

    func take(_ packet: borrowing PacketHandle) throws {
        defer { ordinal += 1 }
        let raw = packet.pointer.pointee
        let stamp = raw.dts == ferry_no_time ? raw.pts : raw.dts
        if stamp != ferry_no_time {
            arrivals.add(at: VideoEncoding.ticks(stamp, base), stated: VideoEncoding.ticks(raw.duration, base))
        }
        guard ordinal >= resumeAt else { return }
        try decode(packet.pointer)
    }

    func finish() throws {
        try decode(nil)
        let usual = lastDuration > 0 ? lastDuration : max(1, arrivals.lastDuration)
        if let piece { try write(piece.finish(until: latest + usual)) }
        piece = nil
        onPosition(.infinity)
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        let faults = try decoder.decode(packet) { try self.takeDecoded($0) }
        piece?.add(faults: faults)
    }

    private func takeDecoded(_ frame: borrowing FrameHandle) throws {
        let raw = frame.pointer.pointee
        let stamp = raw.best_effort_timestamp
        let time = Ticks.bounded(stamp == ferry_no_time ? latest + lastDuration : VideoEncoding.ticks(stamp, base))
        let stated = VideoEncoding.ticks(ferry_frame_duration(frame.pointer), base)
        lastDuration = stated * 2 >= arrivals.lastDuration && stated > 0 ? stated : arrivals.lastDuration
        latest = max(latest, time)
        let index = plan.grid.index(of: time)
        if index > target {
            guard try advance(to: index, until: time) else { return }
        }
        // A frame that comes too late for its piece is shown as early as this one allows.
        let isWanted = index == target || piece != nil
        if isWanted, piece == nil { piece = try begin() }
        try runUp.note(frame, at: time)
        guard isWanted else { return }
        try piece?.take(frame, at: max(time, plan.grid.start(of: target)), duration: lastDuration)
        onPosition(VideoEncoding.seconds(time))
    }

    /// Writes a piece down; of one that will be made again below the highest rate only what was measured, so that the log
    /// is never much larger than the rendition may be.
    private func write(_ made: PieceRecord) throws {
        var made = made
        if made.facts.exceeds(plan.settings) { made.packets = [] }
        try log.append(made)
    }

    private func begin() throws -> VideoPiece {
        let made = try VideoPiece(plan, index: target) { encoder throws(FFmpegError) in
            try watchers.watchers(of: target, encoder: encoder)
        }
        try runUp.give(before: plan.grid.start(of: target)) { try made.warmUp(with: $0, at: $1) }
        return made
    }

    /// Ends the piece under way and takes the next one that the frame at hand may belong to: what lies between is empty.
    ///
    /// - Returns: Whether the frame may belong to it; it does not once decoding stops for a while.
    private func advance(to index: Int, until end: Int64) throws -> Bool {
        if let piece { try write(piece.finish(until: end)) }
        piece = nil
        target = board.take(from: index)
        let start = starts.packet(for: target)
        guard target > index, start > ordinal else { return true }
        resumeAt = start
        decoder.flush()
        runUp.clear()
        return false
    }
}

/// Where the lanes of one track put their pieces, and what they know of each other.
struct PieceSite {
    var log: PacketLog
    var board: PieceBoard
    var starts: DecodingStarts
    /// Whether the pieces are made again because they came out above the highest rate.
    var isCapped = false
}
