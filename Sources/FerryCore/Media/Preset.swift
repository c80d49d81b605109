/// What a rendition is for.
public enum Preset: String, Sendable, Codable, CaseIterable {
    /// H.264 High and AAC in MP4 with its index in front: plays everywhere.
    case interview
    /// AV1 and Opus in MP4 with its index in front: about half the bytes, for players of today.
    case small
    /// Opus only.
    case voice
    /// Packets as they are in a sound container: duration and index are mended.
    case copy
    /// Bytes as they are, not inspected.
    case none

    /// Whether a track may be encoded, so that the goal of a plan matters.
    public var mayEncode: Bool { self != .copy && self != .none }
}
