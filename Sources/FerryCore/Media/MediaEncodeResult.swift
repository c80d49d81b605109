/// What the media worker made.
public struct MediaEncodeResult: Sendable, Equatable, Codable {
    /// The object as extents of the rendition's file, closed; an MP4's index stands in front here, wherever it is on disk.
    public var layout: ObjectLayout
    /// The container written.
    public var container: OutputContainer
    /// What became of each track that was written.
    public var tracks: [TrackResult]
    /// Bytes of the source after the point at which reading had to stop.
    public var unreadBytes: Int64
    /// What could not be read on the way, as reason codes such as `truncated` or `hole`.
    public var damage: [MediaDefect]
    /// The libraries that did it.
    public var versions: MediaLibraryVersions
    /// How close the pictures are to those that were encoded; `nil` where none was encoded or measured.
    public var quality: MediaQuality?
    /// What hearing the source's sound gave, where it was decoded and was to be judged.
    public var sound: SoundTally?

    /// What became of one track. Seconds of a track run from its first to the end of its last frame.
    public struct TrackResult: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// What the track carries.
        public var kind: MediaTrack.Kind
        /// Codec of the source.
        public var codecIn: String
        /// Codec of the rendition.
        public var codecOut: String
        /// Frames (audio: packets) that came out of the decoder, or packets read when copied.
        public var framesIn: Int
        /// Frames (audio: packets) written.
        public var framesOut: Int
        /// Seconds decoded or read.
        public var secondsIn: Double
        /// Seconds written.
        public var secondsOut: Double
        /// Frames dropped to keep below the highest frame rate.
        public var framesDropped: Int
        /// Packets that could not be decoded, and frames marked corrupt.
        public var decodeErrors: Int
        /// Width written.
        public var width: Int?
        /// Height written.
        public var height: Int?
        /// What was mended, as reason codes or short clauses.
        public var notes: [String]

        /// Creates a result.
        public init(
            sourceIndex: Int, kind: MediaTrack.Kind, codecIn: String, codecOut: String, framesIn: Int = 0,
            framesOut: Int = 0, secondsIn: Double = 0, secondsOut: Double = 0, framesDropped: Int = 0,
            decodeErrors: Int = 0, width: Int? = nil, height: Int? = nil, notes: [String] = []
        ) {
            self.sourceIndex = sourceIndex
            self.kind = kind
            self.codecIn = codecIn
            self.codecOut = codecOut
            self.framesIn = framesIn
            self.framesOut = framesOut
            self.secondsIn = secondsIn
            self.secondsOut = secondsOut
            self.framesDropped = framesDropped
            self.decodeErrors = decodeErrors
            self.width = width
            self.height = height
            self.notes = notes
        }
    }

    /// Creates a result.
    public init(
        layout: ObjectLayout, container: OutputContainer, tracks: [TrackResult], unreadBytes: Int64 = 0,
        damage: [MediaDefect] = [], versions: MediaLibraryVersions, quality: MediaQuality? = nil
    ) {
        self.layout = layout
        self.container = container
        self.tracks = tracks
        self.unreadBytes = unreadBytes
        self.damage = damage
        self.versions = versions
        self.quality = quality
    }
}

/// Versions of the media libraries, such as `59.27.100`.
public struct MediaLibraryVersions: Sendable, Equatable, Codable {
    /// libavformat.
    public var libavformat: String
    /// libavcodec.
    public var libavcodec: String

    /// Creates versions.
    public init(libavformat: String, libavcodec: String) {
        self.libavformat = libavformat
        self.libavcodec = libavcodec
    }
}
