import CFerryFFmpeg
import FerryCore

/// Decodes a video track, brings its pictures onto one canvas and encodes them again.
final class VideoEncodeLane: Lane {
    let sourceIndex: Int
    private let settings: VideoSettings
    private let codecIn: String
    private let base: AVRational
    private let orientation: Orientation
    private let decoder: DecoderHandle
    private let encoder: EncoderHandle
    private let muxing: Muxing
    private let track: Int
    private var graph: FilterGraphHandle?
    private var shape: VideoShape?
    private var dropper: FrameDropper
    private var spacing = FrameSpacing()
    /// The latest filtered frame; it goes to the encoder when the next one says how long it lasts.
    private let held: FrameHandle
    private var isHolding = false
    /// How long each frame inside the encoder lasts, by its time.
    private var durations: [Int64: Int64] = [:]
    private var tally = LaneTally()

    init(
        stream: UnsafeMutablePointer<AVStream>, settings: VideoSettings, limits: MediaLimits, muxing: Muxing
    ) throws(FFmpegError) {
        let parameters = stream.pointee.codecpar.pointee
        let encoder = try VideoEncoding.open(
            settings, parameters: parameters, globalHeader: muxing.wantsGlobalHeaders)
        sourceIndex = Int(stream.pointee.index)
        self.settings = settings
        self.muxing = muxing
        codecIn = String(cString: avcodec_get_name(parameters.codec_id))
        base = stream.pointee.time_base
        orientation = Orientation(stream: stream)
        decoder = try DecoderHandle(stream: stream, maxPixels: limits.maxPixels, threads: 0)
        track = try muxing.addTrack(encoder: encoder.context)
        self.encoder = encoder
        held = try FrameHandle()
        let stated = stream.pointee.avg_frame_rate
        dropper = FrameDropper(
            maxRate: settings.maxFrameRate, ticksPerSecond: VideoEncoding.ticksPerSecond,
            statedRate: stated.den > 0 ? av_q2d(stated) : 0)
        if orientation != .upright { tally.note("rotation") }
    }

    var result: MediaEncodeResult.TrackResult {
        MediaEncodeResult.TrackResult(
            sourceIndex: sourceIndex, kind: .video, codecIn: codecIn, codecOut: settings.codec.rawValue,
            framesIn: tally.framesIn,
            framesOut: tally.framesOut, secondsIn: tally.input.seconds, secondsOut: tally.output.seconds,
            framesDropped: tally.framesDropped, decodeErrors: tally.faults, width: settings.width,
            height: settings.height, notes: tally.notes)
    }

    func take(_ packet: borrowing PacketHandle) throws { try decode(packet.pointer) }

    func finish() throws {
        try decode(nil)
        if isHolding { try encodeHeld(until: spacing.end) }
        try encoder.encode(nil) { try self.write($0) }
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        tally.faults += try decoder.decode(packet) { try self.takeDecoded($0) }
    }

    private func takeDecoded(_ frame: borrowing FrameHandle) throws {
        let raw = frame.pointer
        let stamp = raw.pointee.best_effort_timestamp
        let time = stamp == ferry_no_time ? spacing.end : VideoEncoding.ticks(stamp, base)
        spacing.add(at: time, stated: VideoEncoding.ticks(ferry_frame_duration(raw), base))
        tally.addInput(from: VideoEncoding.seconds(time), seconds: VideoEncoding.seconds(spacing.lastDuration))
        switch dropper.decide(at: time) {
        case .drop: tally.framesDropped += 1
        case .keep(let shown):
            raw.pointee.pts = shown
            try filter(frame)
        }
    }

    private func filter(_ frame: borrowing FrameHandle) throws {
        let found = VideoShape(frame)
        if found != shape { try changeShape(to: found) }
        try passThroughGraph(frame.pointer)
    }

    private func passThroughGraph(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try graph?.filter(frame) { out in
            if self.isHolding { try self.encodeHeld(until: out.pointer.pointee.pts) }
            self.held.take(from: out)
            self.isHolding = true
        }
    }

    private func changeShape(to found: VideoShape) throws {
        if let shape {
            try passThroughGraph(nil)
            if shape.size != found.size { tally.note("sizeChange") }
        }
        if found.isHDR { tally.note(VideoShape.canMapTones ? "hdr" : "hdr without tone mapping") }
        graph = try FilterGraphHandle(
            found.graph(
                orientation: orientation, canvas: PictureSize(width: settings.width, height: settings.height),
                ticksPerSecond: VideoEncoding.ticksPerSecond, canMapTones: VideoShape.canMapTones))
        shape = found
    }

    private func encodeHeld(until end: Int64) throws {
        let raw = held.pointer
        durations[raw.pointee.pts] = max(1, end - raw.pointee.pts)
        // The source's own choice of frame types means nothing to the new encoding.
        raw.pointee.pict_type = AV_PICTURE_TYPE_NONE
        try encoder.encode(raw) { try self.write($0) }
        held.clear()
        isHolding = false
    }

    private func write(_ packet: borrowing PacketHandle) throws {
        let time = packet.pointer.pointee.pts
        let duration = durations.removeValue(forKey: time) ?? 1
        packet.pointer.pointee.duration = duration
        tally.addOutput(from: VideoEncoding.seconds(time), seconds: VideoEncoding.seconds(duration))
        try muxing.write(
            packet, track: track, base: AVRational(num: 1, den: Int32(VideoEncoding.ticksPerSecond)))
    }
}
