/// Says by its first bytes which container a source is, before any library sees it.
///
/// Magic bytes decide, never a name: a playlist or script that is called `answer.webm` is refused, because libraries that
/// open it go on to open the files and addresses it names.
public enum MediaSniffer {
    /// How many first bytes are looked at.
    public static let prefixBytes = 64 * 1024

    /// Recognises a source, and for MP4 looks at all its top-level boxes.
    ///
    /// - Throws: ``FerryError``: `source.empty`, `media.notMedia`, `media.forbiddenFormat`, `media.emptyRecording`,
    ///   `media.noHeader`, `media.noIndex`, or what reading threw.
    public static func container(of source: some ByteSource) throws(FerryError) -> MediaContainer {
        let prefix = try source.read(at: 0, count: prefixBytes)
        let container = try container(prefix: prefix, totalBytes: source.byteCount)
        if container.isBoxed {
            let survey = try ContainerSurvey.mp4(source)
            guard survey.hasHeader else { throw noIndex }
        }
        return container
    }

    /// Recognises a source by its beginning alone.
    ///
    /// - Parameters:
    ///   - prefix: The first bytes: all of them, or at least ``prefixBytes``.
    ///   - totalBytes: Bytes of the whole source.
    /// - Throws: ``FerryError``: `source.empty`, `media.notMedia`, `media.forbiddenFormat`, `media.emptyRecording`,
    ///   `media.noHeader`, `media.noIndex`.
    public static func container(prefix: [UInt8], totalBytes: Int64) throws(FerryError) -> MediaContainer {
        guard totalBytes > 0, !prefix.isEmpty else {
            throw FerryError(.sourceEmpty, "the source holds no bytes")
        }
        let bytes = prefix.prefix(prefixBytes)
        if let container = try matroska(bytes, totalBytes: totalBytes) { return container }
        if let container = try boxes(bytes, totalBytes: totalBytes) { return container }
        if let container = byMagic(bytes) { return container }
        if let container = MPEGAudioSync.container(bytes, totalBytes: totalBytes) { return container }
        if isTransportStream(bytes) { return .mpegts }
        try refuseText(bytes)
        if bytes.allSatisfy({ $0 == 0 }) {
            throw FerryError(.mediaNotMedia, "the source begins with \(bytes.count) zero bytes")
        }
        if MatroskaResync.isRecordingWithoutHeader(bytes) {
            throw FerryError(
                .mediaNoHeader, "the recording's first bytes are missing: it begins inside a Matroska stream")
        }
        throw FerryError(.mediaNotMedia, "the first bytes belong to no media container")
    }

    /// The error for an MP4 without `moov`.
    static var noIndex: FerryError {
        FerryError(.mediaNoIndex, "the recording has no index: its moov box was never written")
    }

    private static func byMagic(_ bytes: ArraySlice<UInt8>) -> MediaContainer? {
        switch (bytes.fourCC(0), bytes.fourCC(8)) {
        case ("OggS", _): .ogg
        case ("RIFF", "WAVE"), ("RF64", "WAVE"), ("RIFX", "WAVE"): .wav
        case ("RIFF", "AVI "): .avi
        case ("fLaC", _): .flac
        default: bytes.starts(with: "#!AMR\n".utf8) || bytes.starts(with: "#!AMR-WB\n".utf8) ? .amr : nil
        }
    }

    /// Whether the sync byte stands at the beginning of every packet that is there: of 188 bytes, of 192 behind four bytes
    /// of time, or of 204.
    private static func isTransportStream(_ bytes: ArraySlice<UInt8>) -> Bool {
        for (start, size) in [(0, 188), (4, 192), (0, 204)] {
            let places = Array(stride(from: bytes.startIndex + start, to: bytes.endIndex, by: size).prefix(16))
            if places.count >= 2, places.allSatisfy({ bytes[$0] == 0x47 }) { return true }
        }
        return false
    }
}

extension MediaContainer {
    /// Whether the container is made of ISO boxes.
    public var isBoxed: Bool {
        switch self {
        case .mp4, .mov, .threeGP: true
        case .webm, .matroska, .ogg, .wav, .mp3, .aac, .flac, .mpegts, .avi, .amr: false
        }
    }
}
