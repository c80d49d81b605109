import CFerryFFmpeg
import FerryCore

/// One piece of a picture track under way: pictures on one canvas, through an encoder of its own.
///
/// Filters and encoder start with the piece and end with it, so its packets depend on its pictures alone.
final class VideoPiece {
    private let track: Int
    private let index: Int
    private let settings: VideoSettings
    private let isCapped: Bool
    private let orientation: Orientation
    /// The colours that the rendition says it has.
    private let target: PictureColour
    private let start: Int64
    private let end: Int64
    private let encoder: EncoderHandle
    private let watchers: [any PictureWatcher]
    private var graph: FilterGraphHandle?
    private var shape: VideoShape?
    private var denoiser: PictureDenoiser?
    private var dropper: FrameDropper
    /// The latest filtered frame; it goes to the encoder when the next one says how long it lasts.
    private let held: FrameHandle
    private var isHolding = false
    /// How long each frame inside the encoder lasts, by its time.
    private var durations: [Int64: Int64] = [:]
    private var packets: [LoggedPacket] = []
    private(set) var tally = LaneTally()

    /// - Parameter watchers: Makes those who see the pictures, given the piece's encoder.
    init(
        _ plan: VideoPiecePlan, index: Int,
        watchers: (UnsafeMutablePointer<AVCodecContext>) throws(FFmpegError) -> [any PictureWatcher]
    ) throws(FFmpegError) {
        track = plan.track
        self.index = index
        settings = plan.settings
        isCapped = plan.isCapped
        orientation = plan.orientation
        target = PictureColour(track: plan.parameters).target
        start = plan.grid.start(of: index)
        end = plan.grid.start(of: index + 1)
        let encoder = try plan.openEncoder()
        self.watchers = try watchers(encoder.context)
        self.encoder = encoder
        held = try FrameHandle()
        denoiser = plan.settings.denoises ? try PictureDenoiser(plan.settings) : nil
        dropper = FrameDropper(
            maxRate: plan.settings.maxFrameRate, ticksPerSecond: VideoEncoding.ticksPerSecond,
            statedRate: plan.statedRate)
        if orientation != .upright { tally.note("rotation") }
    }

    /// Counts packets that did not decode.
    func add(faults: Int) { tally.faults += faults }

    /// Shows the filters a picture before the piece, which does not come out.
    func warmUp(with frame: borrowing FrameHandle, at time: Int64) throws {
        frame.pointer.pointee.pts = time
        try fit(frame)
    }

    /// Takes the next decoded frame.
    ///
    /// - Parameters:
    ///   - time: When it is shown, in ticks.
    ///   - duration: How long it lasts, as far as is known.
    func take(_ frame: borrowing FrameHandle, at time: Int64, duration: Int64) throws {
        tally.addInput(from: VideoEncoding.seconds(time), seconds: VideoEncoding.seconds(duration))
        guard case .keep(let shown) = dropper.decide(at: time), shown < end else {
            tally.framesDropped += 1
            return
        }
        frame.pointer.pointee.pts = shown
        try fit(frame)
    }

    private func fit(_ frame: borrowing FrameHandle) throws {
        let found = VideoShape(frame, after: shape)
        if found != shape { try changeShape(to: found) }
        try passThroughGraph(frame.pointer)
    }

    /// Brings out everything that is still inside.
    ///
    /// - Parameter end: Where the last frame ends.
    func finish(until end: Int64) throws -> PieceRecord {
        try passThroughGraph(nil)
        try denoiser?.finish { try self.hold($0) }
        if isHolding { try encodeHeld(until: end) }
        try encoder.encode(nil) { try self.keep($0) }
        let bytes = packets.reduce(into: Int64(0)) { $0 += Int64($1.data.count) }
        var facts = PieceMeasures(tally: tally, bytes: bytes, isCapped: isCapped)
        for watcher in watchers { try watcher.finish(into: &facts) }
        return PieceRecord(track: track, index: index, packets: packets, facts: facts)
    }

    private func passThroughGraph(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try graph?.filter(frame) { out in
            guard let denoiser = self.denoiser else { return try self.hold(out) }
            try denoiser.pass(out) { try self.hold($0) }
        }
    }

    private func hold(_ frame: borrowing FrameHandle) throws {
        guard frame.pointer.pointee.pts >= start else { return }
        if isHolding { try encodeHeld(until: frame.pointer.pointee.pts) }
        held.take(from: frame)
        isHolding = true
    }

    private func changeShape(to found: VideoShape) throws {
        if let shape {
            try passThroughGraph(nil)
            if shape.size != found.size { tally.note("sizeChange") }
        }
        for note in found.notes { tally.note(note) }
        graph = try FilterGraphHandle(
            found.graph(
                orientation: orientation, canvas: PictureSize(width: settings.width, height: settings.height),
                target: target, ticksPerSecond: VideoEncoding.ticksPerSecond))
        shape = found
    }

    private func encodeHeld(until end: Int64) throws {
        let raw = held.pointer
        durations[raw.pointee.pts] = max(1, end - raw.pointee.pts)
        // The source's own choice of frame types means nothing to the new encoding.
        raw.pointee.pict_type = AV_PICTURE_TYPE_NONE
        for watcher in watchers { try watcher.take(held, at: VideoEncoding.seconds(raw.pointee.pts)) }
        try encoder.encode(raw) { try self.keep($0) }
        held.clear()
        isHolding = false
    }

    private func keep(_ packet: borrowing PacketHandle) throws {
        let time = packet.pointer.pointee.pts
        let duration = durations.removeValue(forKey: time) ?? 1
        packet.pointer.pointee.duration = duration
        tally.addOutput(from: VideoEncoding.seconds(time), seconds: VideoEncoding.seconds(duration))
        for watcher in watchers { try watcher.take(encoded: packet) }
        packets.append(LoggedPacket(packet))
    }
}
