/// What a search for the cheapest setting that reaches a quality found.
public struct QualityFinding: Sendable, Equatable, Codable {
    /// The quality that was asked for: mean XPSNR of luma in dB.
    public var target: Double
    /// The highest constant rate factor that reaches it; where none does, the lowest that was tried.
    public var crf: Double
    /// The quality of the windows with it, in dB.
    public var found: Double
    /// Whether the target is reached.
    public var isReached: Bool
    /// How many windows of the recording were looked at.
    public var windows: Int
    /// How many settings were tried.
    public var trials: Int
    /// Bits a second of the picture with it, as the windows have them.
    public var bitRate: Double

    /// Takes the finding.
    public init(
        target: Double, crf: Double, found: Double, isReached: Bool, windows: Int, trials: Int, bitRate: Double
    ) {
        self.target = target
        self.crf = crf
        self.found = found
        self.isReached = isReached
        self.windows = windows
        self.trials = trials
        self.bitRate = bitRate
    }
}
