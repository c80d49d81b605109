/// Whether a recording can go out with its packets as they are, because what speaks against it is its size alone.
///
/// What today's browsers show stays, whatever the preset would make of it: VP8, VP9, AV1 and H.264 with 4:2:0 and 8 bits,
/// Opus, Vorbis, AAC and MP3, in WebM or MP4. A rotation is obeyed where MP4 states it. Everything else that a preset
/// wants converted is not shown everywhere, or not as it was meant: HDR, interlacing, other pixel formats, pixels that
/// are not square, a changing size, key frames too far apart to seek by, more than two channels.
enum Playability {
    private static let codecs: Set<String> = ["h264", "vp8", "vp9", "av1", "aac", "opus", "vorbis", "mp3"]
    private static let containers: Set<String> = ["mp4", "webm", "ogg", "mp3", "wav", "flac", "aac"]

    /// Whether players show what is left of these reasons in that container.
    static func isGiven(_ reasons: [MediaPlan.Reason], container: String) -> Bool {
        containers.contains(container)
            && reasons.allSatisfy { $0.verdict != .convert || isOfSizeAlone($0, container: container) }
    }

    private static func isOfSizeAlone(_ reason: MediaPlan.Reason, container: String) -> Bool {
        switch reason.code {
        case .bitrate, .dimensions, .frameRate: true
        case .codec: codecs.contains(reason.value)
        case .rotation: container == OutputContainer.mp4.rawValue
        default: false
        }
    }
}
