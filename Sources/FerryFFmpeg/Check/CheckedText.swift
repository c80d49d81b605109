import CFerryFFmpeg
import FerryCore

/// Counts the cues of one track of text in a rendition; packets of two bytes are MP4's pauses.
final class CheckedText {
    private let base: AVRational
    private var span = LaneTally.Span()
    private var track: MediaCheckResult.CheckedTrack

    /// `nil` for tracks that are no text.
    init?(stream: UnsafeMutablePointer<AVStream>) {
        let parameters = stream.pointee.codecpar.pointee
        guard parameters.codec_type == AVMEDIA_TYPE_SUBTITLE else { return nil }
        base = stream.pointee.time_base
        track = MediaCheckResult.CheckedTrack(
            kind: .subtitle, codec: String(cString: avcodec_get_name(parameters.codec_id)), frames: 0, firstSeconds: 0,
            lastSeconds: 0)
    }

    func take(_ packet: borrowing PacketHandle) {
        let raw = packet.pointer.pointee
        guard raw.size > 2, let start = PacketTime.seconds(raw.pts, base) else { return }
        track.frames += 1
        span.add(from: start, to: start + Double(max(0, raw.duration)) * av_q2d(base))
    }

    /// What was counted.
    var result: MediaCheckResult.CheckedTrack {
        var result = track
        result.firstSeconds = span.start ?? 0
        result.lastSeconds = span.end ?? 0
        return result
    }
}
