/// What the media worker is to make of one source. Remuxing is encoding with every track copied.
public struct MediaEncodeTask: Sendable, Equatable, Codable {
    /// The container to write.
    public var container: OutputContainer
    /// The video track to write; `nil` for none.
    public var video: VideoOutput?
    /// The audio track to write; `nil` for none.
    public var audio: AudioOutput?
    /// The tracks of text to write, in this order, behind picture and sound.
    public var subtitles: [SubtitleOutput]
    /// Seconds of media expected, for progress; `nil` while unknown.
    public var expectedSeconds: Double?
    /// How many index entries the container may need at most; WebM reserves room for them in front.
    public var expectedIndexEntries: Int
    /// How many pieces of the picture are encoded at the same time; the rendition is the same for every number.
    public var encoders: Int

    /// Creates a task.
    public init(
        container: OutputContainer, video: VideoOutput?, audio: AudioOutput?,
        subtitles: [SubtitleOutput] = [], expectedSeconds: Double? = nil,
        expectedIndexEntries: Int = 0, encoders: Int = 1
    ) {
        self.container = container
        self.video = video
        self.audio = audio
        self.subtitles = subtitles
        self.expectedSeconds = expectedSeconds
        self.expectedIndexEntries = expectedIndexEntries
        self.encoders = encoders
    }

    /// Whether all packets of picture and sound are kept as they are.
    public var isRemux: Bool { video?.encoding == nil && audio?.encoding == nil }

    /// Whether something is done to the media that was asked for, however large that gets.
    public var changesMedia: Bool { video?.encoding?.denoises == true || audio?.encoding?.loudness != nil }

    /// One video track.
    public struct VideoOutput: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// How to encode it; `nil` copies packets.
        public var encoding: VideoSettings?
        /// Whether encoded pictures are compared with what went into the encoder.
        public var measuresQuality: Bool

        /// Creates a video output.
        public init(sourceIndex: Int, encoding: VideoSettings?, measuresQuality: Bool = true) {
            self.sourceIndex = sourceIndex
            self.encoding = encoding
            self.measuresQuality = measuresQuality
        }
    }

    /// One audio track.
    public struct AudioOutput: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// How to encode it; `nil` copies packets.
        public var encoding: AudioSettings?
        /// How the source's sound is judged while it is decoded to be encoded; `nil` does not judge it.
        public var health: HealthThresholds?

        /// Creates an audio output.
        public init(sourceIndex: Int, encoding: AudioSettings?, health: HealthThresholds? = nil) {
            self.sourceIndex = sourceIndex
            self.encoding = encoding
            self.health = health
        }
    }
}

/// Settings of an audio encoder.
public struct AudioSettings: Sendable, Equatable, Codable {
    /// The codec to write.
    public var codec: Codec
    /// Bits a second.
    public var bitRate: Int
    /// Channels: 1 or 2.
    public var channels: Int
    /// Samples a second.
    public var sampleRate: Int
    /// The loudness it is brought to; `nil` leaves it as it is.
    public var loudness: LoudnessTarget?

    /// Audio codecs we write.
    public enum Codec: String, Sendable, Codable {
        /// AAC-LC.
        case aac
        /// Opus, tuned for speech, frames of 60 ms.
        case opus
    }

    /// Creates settings.
    public init(
        codec: Codec, bitRate: Int, channels: Int = 1, sampleRate: Int = 48_000, loudness: LoudnessTarget? = nil
    ) {
        self.codec = codec
        self.bitRate = bitRate
        self.channels = channels
        self.sampleRate = sampleRate
        self.loudness = loudness
    }
}
