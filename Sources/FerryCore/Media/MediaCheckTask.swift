/// What is wanted of the one decode that checks a rendition, beside the check itself.
public struct MediaCheckTask: Sendable, Equatable, Codable {
    /// How pictures are judged; `nil` does not watch them.
    public var pictures: HealthThresholds?
    /// How sound is judged; `nil` does not watch it, as when it was watched before it was encoded.
    public var sound: HealthThresholds?
    /// What is made of the pictures and the sound.
    public var extras: [MediaExtra.Kind]
    /// Seconds of media expected; spreads the tiles of a storyboard.
    public var expectedSeconds: Double?

    /// Creates a task; by default the check alone.
    public init(
        pictures: HealthThresholds? = nil, sound: HealthThresholds? = nil, extras: [MediaExtra.Kind] = [],
        expectedSeconds: Double? = nil
    ) {
        self.pictures = pictures
        self.sound = sound
        self.extras = extras
        self.expectedSeconds = expectedSeconds
    }
}
