/// What watching the pictures of a track gave, from samples of them.
public struct PictureTally: Sendable, Equatable, Codable {
    /// Seconds from the first picture to the end of the last, or of the sound that goes on behind it.
    public var seconds: Double
    /// Seconds that show black.
    public var blackSeconds: Double
    /// Seconds in which the same picture stood still for long enough to count; black does not.
    public var frozenSeconds: Double
    /// Seconds whose pictures have edges that sharpness can be judged by.
    public var judgedSeconds: Double
    /// Seconds of them that are blurred.
    public var blurredSeconds: Double
    /// The longest run of change all over the picture, as only a camera gives it, in seconds.
    public var livelySeconds: Double

    /// Creates a tally.
    public init(
        seconds: Double = 0, blackSeconds: Double = 0, frozenSeconds: Double = 0, judgedSeconds: Double = 0,
        blurredSeconds: Double = 0, livelySeconds: Double = 0
    ) {
        self.seconds = seconds
        self.blackSeconds = blackSeconds
        self.frozenSeconds = frozenSeconds
        self.judgedSeconds = judgedSeconds
        self.blurredSeconds = blurredSeconds
        self.livelySeconds = livelySeconds
    }
}
