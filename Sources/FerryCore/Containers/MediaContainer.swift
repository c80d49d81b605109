/// The containers that are recognised by their bytes.
public enum MediaContainer: String, Sendable, Hashable, Codable, CaseIterable {
    /// Matroska with the document type `webm`.
    case webm
    /// Any other Matroska.
    case matroska
    /// ISO base media file.
    case mp4
    /// QuickTime movie.
    case mov
    /// 3GPP and 3GPP2 files.
    case threeGP = "3gp"
    /// Ogg.
    case ogg
    /// RIFF or RF64 WAVE.
    case wav
    /// MPEG audio, mostly layer III.
    case mp3
    /// AAC in ADTS frames.
    case aac
    /// FLAC.
    case flac
    /// MPEG transport stream.
    case mpegts
    /// RIFF AVI.
    case avi
    /// AMR narrow band or wide band.
    case amr
}
