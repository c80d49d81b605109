/// Which container holds which codecs. Containers are chosen by codecs, never by a file's name.
enum ContainerChoice {
    /// The container to write these codecs in; `nil` when none holds them.
    ///
    /// What the source has stays when it is allowed; else WebM, MP4 and Matroska are tried in this order. Ogg is kept
    /// for Opus alone.
    static func container(for probe: MediaProbe, video: String?, audio: String?) -> OutputContainer? {
        let current = current(probe)
        let order = [current].compactMap { $0 == .matroska ? nil : $0 } + [.webm, .mp4, .matroska]
        return order.first { allows($0, video: video, audio: audio) }
    }

    /// The source's container as one of those we write; `nil` for others.
    static func current(_ probe: MediaProbe) -> OutputContainer? {
        switch probe.container {
        case "mp4", "mov", "m4a", "3gp", "3g2", "mj2": .mp4
        default: OutputContainer(rawValue: probe.container)
        }
    }

    /// Whether a source's own container is one that we hand on as it is: players know it and it needs no index.
    static func isPlainAudio(_ container: String) -> Bool { ["mp3", "wav", "flac", "aac"].contains(container) }

    /// Whether a container is found by an index, so that a missing one matters.
    static func needsIndex(_ probe: MediaProbe) -> Bool {
        switch current(probe) {
        case .mp4, .webm, .matroska: true
        case .ogg, nil: false
        }
    }

    private static func allows(_ container: OutputContainer, video: String?, audio: String?) -> Bool {
        func fits(_ codec: String?, _ allowed: Set<String>) -> Bool { codec.map { allowed.contains($0) } ?? true }
        return switch container {
        case .webm: fits(video, ["vp8", "vp9", "av1"]) && fits(audio, ["opus", "vorbis"])
        case .mp4: fits(video, ["h264", "hevc", "av1", "vp9"]) && fits(audio, ["aac", "opus", "mp3"])
        case .ogg: video == nil && audio == "opus"
        case .matroska: fits(video, matroskaVideo) && fits(audio, matroskaAudio)
        }
    }

    /// What Matroska has codec names of its own for (RFC 9559, codec mappings), as far as recordings hold it; H.263 and
    /// AMR have none.
    private static let matroskaVideo: Set<String> = [
        "av1", "ffv1", "h264", "hevc", "mjpeg", "mpeg1video", "mpeg2video", "mpeg4", "theora", "vp8", "vp9",
    ]
    private static let matroskaAudio: Set<String> = [
        "aac", "ac3", "alac", "eac3", "flac", "mp2", "mp3", "opus", "pcm_f32le", "pcm_s16le", "pcm_s24le", "pcm_s32le",
        "pcm_u8", "vorbis",
    ]
}
