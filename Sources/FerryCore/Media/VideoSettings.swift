/// How a picture is encoded.
public struct VideoSettings: Sendable, Equatable, Codable {
    /// The codec to write, and with it the encoder.
    public var codec: Codec
    /// The encoder's speed preset: a word such as `medium` for x264, a number such as `10` for SVT-AV1.
    public var speed: String
    /// Constant rate factor on the codec's own scale; lower is better and larger.
    public var crf: Double
    /// Highest local bit rate in bits a second; 0 for no bound.
    public var maxRate: Int
    /// Size of the rate buffer in bits; counts only with `maxRate`.
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
    /// Whether grain is taken off before encoding, lightly.
    public var denoises: Bool

    /// Video codecs we write. The raw values are FFmpeg's names of the codecs.
    public enum Codec: String, Sendable, Codable, CaseIterable {
        /// H.264 High with capped quality, by x264.
        case h264
        /// AV1 Main, 8 bits, by SVT-AV1.
        case av1
    }

    /// Creates settings; the defaults are those of the preset `interview` for a 720p picture.
    public init(
        codec: Codec = .h264, speed: String = "medium", crf: Double = 26, maxRate: Int = 1_200_000,
        bufferSize: Int = 2_400_000, width: Int, height: Int, maxFrameRate: Double = 30,
        keyFrameInterval: Int = 150, threads: Int = 0, denoises: Bool = false
    ) {
        self.codec = codec
        self.speed = speed
        self.crf = crf
        self.maxRate = maxRate
        self.bufferSize = bufferSize
        self.width = width
        self.height = height
        self.maxFrameRate = maxFrameRate
        self.keyFrameInterval = keyFrameInterval
        self.threads = threads
        self.denoises = denoises
    }
}
