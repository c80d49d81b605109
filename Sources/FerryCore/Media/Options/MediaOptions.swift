/// What is done with a recording beside what its preset asks for, in the decodes that are made anyway.
public struct MediaOptions: Sendable, Equatable, Codable {
    /// The loudness that sound is brought to; `nil` leaves it as it is.
    public var loudness: LoudnessTarget?
    /// Whether grain is taken off the pictures, lightly.
    public var denoises: Bool
    /// The small files made beside the rendition.
    public var extras: [MediaExtra.Kind]
    /// How the recording is judged; `nil` does not judge it.
    public var health: HealthThresholds?

    /// Creates options; by default the judgement alone.
    public init(
        loudness: LoudnessTarget? = nil, denoises: Bool = false, extras: [MediaExtra.Kind] = [],
        health: HealthThresholds? = .standard
    ) {
        self.loudness = loudness
        self.denoises = denoises
        self.extras = MediaExtra.Kind.allCases.filter(extras.contains)
        self.health = health
    }

    /// Whether tracks must be encoded for them.
    public var changesMedia: Bool { loudness != nil || denoises }
}

/// A loudness by EBU R 128 and the peak that is not passed for it.
public struct LoudnessTarget: Sendable, Equatable, Codable {
    /// Integrated loudness in LUFS.
    public var integrated: Double
    /// Highest true peak in dBTP (ITU-R BS.1770), as delivered.
    public var truePeak: Double

    /// Creates a target; the default is usual for speech that is heard on phones and laptops (AES TD1008).
    public init(integrated: Double = -16, truePeak: Double = -1.5) {
        self.integrated = integrated
        self.truePeak = truePeak
    }
}
