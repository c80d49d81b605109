/// One track of a source as its packets show it.
public struct MediaTrack: Sendable, Equatable, Codable {
    /// The place in the container, from 0.
    public var index: Int
    /// What the track carries.
    public var kind: Kind
    /// The codec in FFmpeg's short name, such as `vp8`, `h264`, `opus`, `aac`.
    public var codec: String
    /// Packets read.
    public var packets: Int
    /// Packets marked as key frames.
    public var keyFrames: Int
    /// Presentation time of the first packet in seconds.
    @Nullable public var firstSeconds: Double?
    /// End of the last packet in seconds: its presentation time plus its duration.
    @Nullable public var lastSeconds: Double?
    /// Width of the picture as coded, in pixels.
    @Nullable public var width: Int?
    /// Height of the picture as coded, in pixels.
    @Nullable public var height: Int?
    /// Samples a second.
    @Nullable public var sampleRate: Int?
    /// Audio channels.
    @Nullable public var channels: Int?
    /// Bytes of all packets.
    public var payloadBytes: Int64
    /// Longest distance between two key frames in seconds.
    @Nullable public var maxKeyFrameGapSeconds: Double?
    /// The pixel format in FFmpeg's short name, such as `yuv420p`.
    @Nullable public var pixelFormat: String?
    /// The profile in FFmpeg's words, such as `High`.
    @Nullable public var profile: String?
    /// How far the picture must be turned clockwise to be shown upright: 0, 90, 180 or 270.
    public var rotation: Int
    /// Width of one sample divided by its height; 1 for square pixels.
    public var sampleAspect: Double
    /// The transfer characteristic in FFmpeg's short name, such as `bt709`, `smpte2084`.
    @Nullable public var colorTransfer: String?
    /// In which order the two fields of a picture are coded and shown, as FFmpeg's short name: `progressive`, `tt` and
    /// `bb` (coded as shown, top or bottom field first), `tb` and `bt` (coded in one order, shown in the other).
    @Nullable public var fieldOrder: String?
    /// Whether this is a cover picture, not a video.
    public var isAttachedPicture: Bool
    /// Whether the coded size changes on the way.
    public var changesSize: Bool

    /// Seconds without packets where bytes of the container are missing or damaged.
    public var missingSeconds: Double

    /// What a track carries.
    public enum Kind: String, Sendable, Codable {
        /// Moving pictures.
        case video
        /// Sound.
        case audio
        /// Text.
        case subtitle
        /// Anything else.
        case other
    }

    /// Creates a track.
    public init(
        index: Int, kind: Kind, codec: String, packets: Int = 0, keyFrames: Int = 0, firstSeconds: Double? = nil,
        lastSeconds: Double? = nil, width: Int? = nil, height: Int? = nil, sampleRate: Int? = nil,
        channels: Int? = nil, payloadBytes: Int64 = 0, maxKeyFrameGapSeconds: Double? = nil,
        pixelFormat: String? = nil, profile: String? = nil, rotation: Int = 0, sampleAspect: Double = 1,
        colorTransfer: String? = nil, fieldOrder: String? = nil, isAttachedPicture: Bool = false,
        changesSize: Bool = false, missingSeconds: Double = 0
    ) {
        self.index = index
        self.kind = kind
        self.codec = codec
        self.packets = packets
        self.keyFrames = keyFrames
        self._firstSeconds = Nullable(wrappedValue: firstSeconds)
        self._lastSeconds = Nullable(wrappedValue: lastSeconds)
        self._width = Nullable(wrappedValue: width)
        self._height = Nullable(wrappedValue: height)
        self._sampleRate = Nullable(wrappedValue: sampleRate)
        self._channels = Nullable(wrappedValue: channels)
        self.payloadBytes = payloadBytes
        self._maxKeyFrameGapSeconds = Nullable(wrappedValue: maxKeyFrameGapSeconds)
        self._pixelFormat = Nullable(wrappedValue: pixelFormat)
        self._profile = Nullable(wrappedValue: profile)
        self.rotation = rotation
        self.sampleAspect = sampleAspect
        self._colorTransfer = Nullable(wrappedValue: colorTransfer)
        self._fieldOrder = Nullable(wrappedValue: fieldOrder)
        self.isAttachedPicture = isAttachedPicture
        self.changesSize = changesSize
        self.missingSeconds = missingSeconds
    }

    /// Whether its pictures consist of two fields each, taken at different times.
    public var isInterlaced: Bool { ["tt", "bb", "tb", "bt"].contains(fieldOrder) }

    /// Seconds from the first packet to the end of the last; 0 without packets.
    public var seconds: Double {
        guard let firstSeconds, let lastSeconds else { return 0 }
        return max(0, lastSeconds - firstSeconds)
    }
}
