/// What watching all sound of a track gave.
public struct SoundTally: Sendable, Equatable, Codable {
    /// Seconds of sound heard.
    public var seconds: Double
    /// Seconds of silence in stretches long enough to count.
    public var silentSeconds: Double
    /// Samples (of any channel) at full scale in runs long enough to count, as seconds.
    public var clippedSeconds: Double
    /// Integrated loudness by EBU R 128; `nil` when nothing was loud enough to be measured.
    public var loudnessLUFS: Double?
    /// Seconds by which the time stamps ran ahead of the samples; pauses do not count.
    public var driftSeconds: Double

    /// Creates a tally.
    public init(
        seconds: Double = 0, silentSeconds: Double = 0, clippedSeconds: Double = 0, loudnessLUFS: Double? = nil,
        driftSeconds: Double = 0
    ) {
        self.seconds = seconds
        self.silentSeconds = silentSeconds
        self.clippedSeconds = clippedSeconds
        self.loudnessLUFS = loudnessLUFS
        self.driftSeconds = driftSeconds
    }
}
