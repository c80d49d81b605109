/// The numbers by which the presets decide and encode.
public struct RenditionRules: Sendable, Equatable {
    /// The long side of a picture as shown, in pixels, is never larger.
    public var maxLongSide: Int
    /// Frames a second that are never passed.
    public var maxFrameRate: Double
    /// How far an average may pass `maxFrameRate` before frames are dropped; recorders' clocks are not exact.
    public var frameRateTolerance: Double
    /// Seconds between two key frames up to which H.264 can stay: further apart, seeking is poor.
    public var maxKeyFrameGapSeconds: Double
    /// Bits a second up to which AAC can stay under `interview`.
    public var maxKeptAACRate: Double
    /// Bits a second that `interview` writes for sound.
    public var aacRate: Int
    /// Bits a second that it writes for sound that had `maxLeanRate` at most: what was never there does not come back.
    public var leanAACRate: Int
    /// Bits a second up to which a source's sound counts as lean.
    public var maxLeanRate: Double
    /// Bits a second up to which Opus can stay under `voice`.
    public var maxKeptOpusRate: Double
    /// Bits a second that `voice` writes: full-band speech.
    public var opusRate: Int
    /// What an encode has to be of its source's size at most; else it is not used.
    public var maxEncodedShare: Double
    /// What is done with the media beside.
    public var options = MediaOptions()

    /// Creates rules; the defaults are what the presets promise.
    public init(
        maxLongSide: Int = 1280, maxFrameRate: Double = 30, frameRateTolerance: Double = 0.5,
        maxKeyFrameGapSeconds: Double = 10, maxKeptAACRate: Double = 132_000, aacRate: Int = 64_000,
        leanAACRate: Int = 48_000, maxLeanRate: Double = 40_000,
        maxKeptOpusRate: Double = 36_000, opusRate: Int = 24_000, maxEncodedShare: Double = 0.95
    ) {
        self.maxLongSide = maxLongSide
        self.maxFrameRate = maxFrameRate
        self.frameRateTolerance = frameRateTolerance
        self.maxKeyFrameGapSeconds = maxKeyFrameGapSeconds
        self.maxKeptAACRate = maxKeptAACRate
        self.aacRate = aacRate
        self.leanAACRate = leanAACRate
        self.maxLeanRate = maxLeanRate
        self.maxKeptOpusRate = maxKeptOpusRate
        self.opusRate = opusRate
        self.maxEncodedShare = maxEncodedShare
    }

    /// The rules of the presets.
    public static let standard = RenditionRules()

    /// Pixels of 854 × 480 and of 1280 × 720: up to these a picture counts as 480p and as 720p, whatever its shape.
    static let pixels480p = 409_920
    static let pixels720p = 921_600

    /// The highest bit rate of a codec for a picture of so many pixels: H.264's local one, and AV1's average up to which
    /// packets can stay.
    static func maxVideoRate(pixels: Int, codec: VideoSettings.Codec = .h264) -> Int {
        let rate = pixels <= pixels480p ? 700_000 : (pixels <= pixels720p ? 1_200_000 : 2_000_000)
        return codec == .av1 ? Int(Double(rate) * keptAV1Share) : rate
    }

    /// The AAC settings for a source's sound.
    func aac(_ audio: MediaTrack) -> AudioSettings {
        let isLean = SourceFacts.bitRate(audio).map { $0 <= maxLeanRate } ?? false
        return AudioSettings(codec: .aac, bitRate: isLean ? leanAACRate : aacRate, loudness: options.loudness)
    }

    /// The Opus settings for any source's sound.
    var opus: AudioSettings { AudioSettings(codec: .opus, bitRate: opusRate, loudness: options.loudness) }

    /// The H.264 settings for a canvas.
    func h264(_ canvas: Canvas) -> VideoSettings {
        let rate = Self.maxVideoRate(pixels: canvas.pixels)
        return VideoSettings(
            crf: canvas.pixels > Self.pixels720p ? 27 : 26, maxRate: rate, bufferSize: 2 * rate, width: canvas.width,
            height: canvas.height, maxFrameRate: maxFrameRate, denoises: options.denoises)
    }
}
