/// The containers that renditions are written in.
public enum OutputContainer: String, Sendable, Codable, CaseIterable {
    /// ISO base media file.
    case mp4
    /// WebM: VP8, VP9, AV1, Opus, Vorbis only.
    case webm
    /// Matroska, for what WebM does not allow.
    case matroska
    /// Ogg, for Opus alone.
    case ogg

    /// The media type of a file of this container.
    public func mediaType(hasVideo: Bool) -> String {
        switch self {
        case .mp4: hasVideo ? "video/mp4" : "audio/mp4"
        case .webm: hasVideo ? "video/webm" : "audio/webm"
        case .matroska: hasVideo ? "video/x-matroska" : "audio/x-matroska"
        case .ogg: "audio/ogg"
        }
    }

    /// The extension of a file of this container, without a dot.
    public func fileExtension(hasVideo: Bool) -> String {
        switch self {
        case .mp4: hasVideo ? "mp4" : "m4a"
        case .webm: "webm"
        case .matroska: hasVideo ? "mkv" : "mka"
        case .ogg: "ogg"
        }
    }
}
