/// Which tracks of text are kept, and as what.
enum SubtitleChoice {
    /// How many tracks of text a rendition has at most.
    static let limit = 8

    /// Codecs that are text; pictures of text are not kept.
    private static let texts: Set<String> = ["subrip", "webvtt", "ass", "ssa", "mov_text", "text"]

    /// The tracks of text that a container can take.
    static func outputs(_ probe: MediaProbe, in container: OutputContainer) -> [MediaEncodeTask.SubtitleOutput] {
        guard let codec = codec(of: container) else { return [] }
        let kept = probe.tracks.filter { $0.kind == .subtitle && $0.packets > 0 && texts.contains($0.codec) }
        return kept.prefix(limit).map { .init(sourceIndex: $0.index, codec: codec) }
    }

    private static func codec(of container: OutputContainer) -> SubtitleCodec? {
        switch container {
        case .mp4: .movText
        case .webm: .webvtt
        case .matroska: .subrip
        case .ogg: nil
        }
    }
}
