import FerryCore

/// Which demuxers may look at strangers' bytes, by FFmpeg's names. No playlist, no script, no picture.
enum FormatPolicy {
    /// The names, as FFmpeg's `format_whitelist` takes them.
    static let demuxers = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,ogg,wav,mp3,aac,flac,mpegts,avi,amr"

    /// The one demuxer that opens a container; FFmpeg's own guessing is not used.
    static func demuxer(for container: MediaContainer) -> String {
        switch container {
        case .webm, .matroska: "matroska"
        case .mp4, .mov, .threeGP: "mov"
        case .ogg, .wav, .mp3, .aac, .flac, .mpegts, .avi, .amr: container.rawValue
        }
    }
}
