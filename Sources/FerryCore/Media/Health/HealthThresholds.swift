/// The numbers by which a recording is judged; receipts say them beside the verdict.
public struct HealthThresholds: Sendable, Equatable, Codable {
    /// Sound that stays below this peak is silence, in dBFS.
    public var silenceLevel: Double
    /// Seconds from which a stretch below ``silenceLevel`` counts.
    public var silenceSeconds: Double
    /// Share of silence from which the microphone counts as muted.
    public var mutedRatio: Double
    /// Integrated loudness below which speech is too quiet, in LUFS (EBU R 128).
    public var quietLoudness: Double
    /// Amplitude from which a sample counts as at full scale, 0…1. Codecs move the flat tops of clipped sound a little.
    public var clipLevel: Double
    /// Samples at full scale in a row from which they count.
    public var clipRun: Int
    /// Share of clipped samples from which sound counts as clipped.
    public var clippedRatio: Double
    /// Luma up to which a pixel is black, on the limited scale of 16…235.
    public var blackLuma: Int
    /// Share of black pixels from which a picture is black.
    public var blackShare: Double
    /// Share of black time from which the camera counts as black.
    public var blackRatio: Double
    /// Largest difference of luma at any place, on a picture whose long side is 96, up to which it is the same picture.
    /// Codecs' key frames move luma by up to 4; a blink of the eyes moves it by more than 10.
    public var stillDifference: Double
    /// Seconds from which the same picture counts as frozen, also when no frame comes.
    public var frozenSeconds: Double
    /// Share of frozen time from which the camera counts as frozen.
    public var frozenRatio: Double
    /// Share of the picture that changes from sample to sample in front of a camera.
    public var livelyShare: Double
    /// Seconds of such change in a row without which it was no camera: screens and slides change in places or at times.
    public var livelySeconds: Double
    /// Width of edges in pixels, on a picture whose long side is 320, from which a picture is blurred.
    public var blurWidth: Double
    /// Share of blurred time from which the camera counts as blurred.
    public var blurRatio: Double
    /// Seconds by which sound may move against the picture.
    public var driftSeconds: Double
    /// Seconds below which a track is too short to be judged.
    public var minSeconds: Double
    /// Pictures looked at in a second, at most.
    public var samplesPerSecond: Double

    /// Creates thresholds; the defaults are ``standard``.
    public init(
        silenceLevel: Double = -45, silenceSeconds: Double = 0.5, mutedRatio: Double = 0.95,
        quietLoudness: Double = -36, clipLevel: Double = 0.98, clipRun: Int = 3, clippedRatio: Double = 0.005,
        blackLuma: Int = 38, blackShare: Double = 0.98, blackRatio: Double = 0.5, stillDifference: Double = 6,
        frozenSeconds: Double = 5, frozenRatio: Double = 0.3, livelyShare: Double = 0.15, livelySeconds: Double = 2,
        blurWidth: Double = 6.5, blurRatio: Double = 0.5, driftSeconds: Double = 0.2, minSeconds: Double = 1,
        samplesPerSecond: Double = 3
    ) {
        self.silenceLevel = silenceLevel
        self.silenceSeconds = silenceSeconds
        self.mutedRatio = mutedRatio
        self.quietLoudness = quietLoudness
        self.clipLevel = clipLevel
        self.clipRun = clipRun
        self.clippedRatio = clippedRatio
        self.blackLuma = blackLuma
        self.blackShare = blackShare
        self.blackRatio = blackRatio
        self.stillDifference = stillDifference
        self.frozenSeconds = frozenSeconds
        self.frozenRatio = frozenRatio
        self.livelyShare = livelyShare
        self.livelySeconds = livelySeconds
        self.blurWidth = blurWidth
        self.blurRatio = blurRatio
        self.driftSeconds = driftSeconds
        self.minSeconds = minSeconds
        self.samplesPerSecond = samplesPerSecond
    }

    /// The thresholds in force. Black as FFmpeg's `blackdetect`, silence as its
    /// `silencedetect` with -45 dB; the others by recordings of browsers and phones, clean and spoilt on purpose.
    public static let standard = HealthThresholds()
}
