/// What a finished rendition really holds: every frame decoded once.
public struct MediaCheckResult: Sendable, Equatable, Codable {
    /// The container as its bytes say.
    public var container: String
    /// Whether the index stands before the media.
    public var isIndexInFront: Bool
    /// Whether a jump to the middle gave a frame near it.
    public var isSeekable: Bool
    /// The tracks.
    public var tracks: [CheckedTrack]
    /// What watching the sound gave, where that was asked for.
    public var sound: SoundTally?
    /// What watching the pictures gave, where that was asked for.
    public var pictures: PictureTally?
    /// What was made on the way.
    public var extras: [MediaExtra] = []

    /// One track, decoded.
    public struct CheckedTrack: Sendable, Equatable, Codable {
        /// What the track carries.
        public var kind: MediaTrack.Kind
        /// The codec.
        public var codec: String
        /// Frames (audio: frames as decoded) that came out.
        public var frames: Int
        /// Presentation time of the first frame in seconds.
        public var firstSeconds: Double
        /// End of the last frame in seconds.
        public var lastSeconds: Double
        /// Packets that did not decode, and frames marked corrupt.
        public var decodeErrors: Int
        /// Width shown.
        public var width: Int?
        /// Height shown.
        public var height: Int?

        /// Creates a checked track.
        public init(
            kind: MediaTrack.Kind, codec: String, frames: Int, firstSeconds: Double, lastSeconds: Double,
            decodeErrors: Int = 0, width: Int? = nil, height: Int? = nil
        ) {
            self.kind = kind
            self.codec = codec
            self.frames = frames
            self.firstSeconds = firstSeconds
            self.lastSeconds = lastSeconds
            self.decodeErrors = decodeErrors
            self.width = width
            self.height = height
        }
    }

    /// Creates a result.
    public init(container: String, isIndexInFront: Bool, isSeekable: Bool, tracks: [CheckedTrack]) {
        self.container = container
        self.isIndexInFront = isIndexInFront
        self.isSeekable = isSeekable
        self.tracks = tracks
    }
}
