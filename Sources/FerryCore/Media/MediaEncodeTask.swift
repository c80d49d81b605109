/// What the media worker is to make of one source. Remuxing is encoding with every track copied.
public struct MediaEncodeTask: Sendable, Equatable, Codable {
    /// The container to write.
    public var container: OutputContainer
    /// The video track to write; `nil` for none.
    public var video: VideoOutput?
    /// The audio track to write; `nil` for none.
    public var audio: AudioOutput?
    /// Seconds of media expected, for progress; `nil` while unknown.
    public var expectedSeconds: Double?
    /// How many index entries the container may need at most; WebM reserves room for them in front.
    public var expectedIndexEntries: Int

    /// Creates a task.
    public init(
        container: OutputContainer, video: VideoOutput?, audio: AudioOutput?, expectedSeconds: Double? = nil,
        expectedIndexEntries: Int = 0
    ) {
        self.container = container
        self.video = video
        self.audio = audio
        self.expectedSeconds = expectedSeconds
        self.expectedIndexEntries = expectedIndexEntries
    }

    /// Whether all packets are kept as they are.
    public var isRemux: Bool { video?.encoding == nil && audio?.encoding == nil }

    /// One video track.
    public struct VideoOutput: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// How to encode it; `nil` copies packets.
        public var encoding: H264Settings?

        /// Creates a video output.
        public init(sourceIndex: Int, encoding: H264Settings?) {
            self.sourceIndex = sourceIndex
            self.encoding = encoding
        }
    }

    /// One audio track.
    public struct AudioOutput: Sendable, Equatable, Codable {
        /// The track's place in the source.
        public var sourceIndex: Int
        /// How to encode it; `nil` copies packets.
        public var encoding: AudioSettings?

        /// Creates an audio output.
        public init(sourceIndex: Int, encoding: AudioSettings?) {
            self.sourceIndex = sourceIndex
            self.encoding = encoding
        }
    }
}

/// H.264 High with capped quality, as libx264 takes it.
public struct H264Settings: Sendable, Equatable, Codable {
    /// x264's speed preset, such as `medium`.
    public var speed: String
    /// Constant rate factor; lower is better and larger.
    public var crf: Double
    /// Highest local bit rate in bits a second.
    public var maxRate: Int
    /// Size of the rate buffer in bits.
    public var bufferSize: Int
    /// Width of the picture as shown: upright, square pixels, even.
    public var width: Int
    /// Height of the picture as shown: upright, square pixels, even.
    public var height: Int
    /// Frames a second that are never passed; frames above it are dropped, none is repeated.
    public var maxFrameRate: Double
    /// Longest distance between key frames, in frames.
    public var keyFrameInterval: Int
    /// Encoder threads; 0 lets the encoder choose.
    public var threads: Int

    /// Creates settings; the defaults are those of the preset `interview` for a 720p picture.
    public init(
        speed: String = "medium", crf: Double = 26, maxRate: Int = 1_200_000, bufferSize: Int = 2_400_000, width: Int,
        height: Int, maxFrameRate: Double = 30, keyFrameInterval: Int = 150, threads: Int = 0
    ) {
        self.speed = speed
        self.crf = crf
        self.maxRate = maxRate
        self.bufferSize = bufferSize
        self.width = width
        self.height = height
        self.maxFrameRate = maxFrameRate
        self.keyFrameInterval = keyFrameInterval
        self.threads = threads
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

    /// Audio codecs we write.
    public enum Codec: String, Sendable, Codable {
        /// AAC-LC.
        case aac
        /// Opus, tuned for speech, frames of 60 ms.
        case opus
    }

    /// Creates settings.
    public init(codec: Codec, bitRate: Int, channels: Int = 1, sampleRate: Int = 48_000) {
        self.codec = codec
        self.bitRate = bitRate
        self.channels = channels
        self.sampleRate = sampleRate
    }
}
