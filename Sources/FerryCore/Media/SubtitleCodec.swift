/// How text is written, one for each container that has a place for it.
public enum SubtitleCodec: String, Sendable, Codable {
    /// MP4's timed text (3GPP TS 26.245).
    case movText = "mov_text"
    /// WebM's.
    case webvtt
    /// Matroska's, which most players know.
    case subrip
}

extension MediaEncodeTask {
    /// One track of text. It is always written anew, as plain text with its times.
    public struct SubtitleOutput: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// What to write.
        public var codec: SubtitleCodec

        /// Creates a subtitle output.
        public init(sourceIndex: Int, codec: SubtitleCodec) {
            self.sourceIndex = sourceIndex
            self.codec = codec
        }
    }
}
