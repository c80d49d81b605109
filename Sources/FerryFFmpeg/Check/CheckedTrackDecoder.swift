import CFerryFFmpeg
import FerryCore

/// Decodes one track of a rendition and counts what comes out.
final class CheckedTrackDecoder {
    private let decoder: DecoderHandle
    private let stream: UnsafeMutablePointer<AVStream>
    private let base: AVRational
    private let orientation: Orientation
    private(set) var result: MediaCheckResult.CheckedTrack
    private var span = LaneTally.Span()
    private var spacing = FrameSpacing()
    /// Given every frame; `nil` when this track is not watched.
    private let watch: CheckWatch?

    /// - Throws: when no decoder may be opened for the track, which then is no rendition of ours.
    init?(stream: UnsafeMutablePointer<AVStream>, limits: MediaLimits, watch: CheckWatch) throws {
        let kind = MediaTrack.Kind(stream.pointee.codecpar.pointee.codec_type)
        let isCover = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
        guard kind == .video || kind == .audio, !isCover else { return nil }
        self.stream = stream
        base = stream.pointee.time_base
        orientation = Orientation(stream: stream)
        decoder = try DecoderHandle(stream: stream, maxPixels: limits.maxPixels, threads: kind == .video ? 0 : 1)
        result = MediaCheckResult.CheckedTrack(
            kind: kind, codec: String(cString: avcodec_get_name(stream.pointee.codecpar.pointee.codec_id)), frames: 0,
            firstSeconds: 0, lastSeconds: 0)
        self.watch = try watch.wants(kind, orientation: orientation) ? watch : nil
    }

    /// Seconds decoded so far.
    var seconds: Double { span.end ?? 0 }

    func take(_ packet: borrowing PacketHandle) throws { try decode(packet.pointer) }

    func finish() throws {
        try decode(nil)
        result.firstSeconds = span.start ?? 0
        result.lastSeconds = span.end ?? 0
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        result.decodeErrors += try decoder.decode(packet) { self.count($0) }
    }

    private func count(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer.pointee
        result.frames += 1
        if result.kind == .video, result.width == nil { noteSize(raw) }
        let stamp = raw.best_effort_timestamp
        watch?.take(frame, kind: result.kind, at: stamp == ferry_no_time ? nil : Double(stamp) * av_q2d(base))
        guard stamp != ferry_no_time else { return }
        var length = ferry_frame_duration(frame.pointer)
        if result.kind == .audio, raw.sample_rate > 0 {
            // The last frame of an encoder may be padded; its packet says how much of it counts.
            let samples = av_rescale_q(Int64(raw.nb_samples), AVRational(num: 1, den: raw.sample_rate), base)
            length = length > 0 ? min(length, samples) : samples
        }
        spacing.add(at: stamp, stated: length)
        span.add(
            from: Double(stamp) * av_q2d(base), to: (Double(stamp) + Double(spacing.lastDuration)) * av_q2d(base))
    }

    private func noteSize(_ frame: AVFrame) {
        let (width, height) = (Int(frame.width), Int(frame.height))
        result.width = orientation.swapsSides ? height : width
        result.height = orientation.swapsSides ? width : height
    }
}
