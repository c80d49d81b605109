/// What is wrong with a recording as people would say it.
public enum HealthVerdict: String, Sendable, Codable, CaseIterable {
    /// The sound is silence.
    case microphoneMuted
    /// Speech is hard to hear.
    case tooQuiet
    /// Samples are cut off at full scale.
    case clipped
    /// The picture is black.
    case cameraBlack
    /// A living picture stands still.
    case cameraFrozen
    /// The picture has no sharp edges.
    case cameraBlurred
    /// Sound and picture move apart.
    case outOfSync
    /// Seconds are missing.
    case mediaLost

    /// A sentence without its full stop, such as "the microphone was muted".
    public var sentence: String {
        switch self {
        case .microphoneMuted: "the microphone was muted"
        case .tooQuiet: "the sound is too quiet"
        case .clipped: "the sound is clipped"
        case .cameraBlack: "the camera showed black"
        case .cameraFrozen: "the camera froze"
        case .cameraBlurred: "the camera was out of focus"
        case .outOfSync: "sound and picture drift apart"
        case .mediaLost: "a part of the recording is lost"
        }
    }
}
