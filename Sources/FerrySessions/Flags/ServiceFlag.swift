/// A switch of the service that can be turned while it runs.
public enum ServiceFlag: String, Sendable, Codable, CaseIterable {
    /// Answers are handed off as they are given; off: each is delivered before its reply.
    case progressiveHandOff
    /// Sessions can be opened again by a token.
    case sessionRecovery
    /// Media is worked on in the background; off: each answer is delivered before its reply.
    case backgroundProcessing
    /// Media is made smaller and sound; off: it goes out as it came.
    case transcoding
    /// What is encoded follows the uplink; off: the preset alone decides.
    case adaptiveCompression
    /// Progress reaches listeners; off: only what a job came to does.
    case liveTracking
    /// Progress is written at milestones; off: every thirty seconds.
    case milestoneProgress

    /// What it is where nobody says otherwise.
    public var isOnByDefault: Bool { true }
}
