/// Which decoders may run on strangers' media: those that recordings need, by FFmpeg's names.
enum CodecPolicy {
    /// The names, as FFmpeg's `codec_whitelist` takes them: browsers, phones (ProRes) and camcorders (MPEG-2, AC-3).
    /// Covers (mjpeg, png) are never decoded.
    static let decoders = allowed.sorted().joined(separator: ",")

    /// Whether a decoder may be opened.
    static func mayDecode(_ name: String) -> Bool { allowed.contains(name) }

    private static let allowed: Set<String> = [
        "vp8", "vp9", "libvpx", "libvpx-vp9", "libdav1d", "libaom-av1", "h264", "hevc", "h263", "mpeg4", "mpeg2video",
        "prores",
        "opus", "libopus", "vorbis", "aac", "mp3", "mp3float", "mp2", "mp2float", "ac3", "eac3", "flac", "alac",
        "amrnb", "amrwb",
        "subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text",
        "pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be",
        "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw",
    ]
}
