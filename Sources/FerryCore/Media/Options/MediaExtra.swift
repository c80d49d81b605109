/// A small file made beside a rendition, of the rendition's own pictures and sound.
public struct MediaExtra: Sendable, Equatable, Codable {
    /// What it is.
    public var kind: Kind
    /// Its bytes as base64, at most ``maxBytes`` of them.
    public var base64: String
    /// Where the tiles of a storyboard lie; `nil` for others.
    public var storyboard: StoryboardMap?

    /// Bytes of one extra, at most; pictures get coarser until they fit.
    public static let maxBytes = 640 << 10

    /// What an extra is.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// One good picture, as JPEG.
        case poster
        /// Small pictures from all over the recording on one sheet, as JPEG, with a WebVTT file that says where each is.
        case storyboard
        /// Lowest and highest samples over time, as the JSON of `audiowaveform`.
        case waveform

        /// Its media type.
        public var mediaType: String { self == .waveform ? "application/json" : "image/jpeg" }
        /// The end of its file's name, without the first dot.
        public var suffix: String { self == .waveform ? "waveform.json" : "\(rawValue).jpg" }
    }

    /// Creates an extra.
    public init(kind: Kind, base64: String, storyboard: StoryboardMap? = nil) {
        self.kind = kind
        self.base64 = base64
        self.storyboard = storyboard
    }
}

/// An extra's file as receipts say it.
public struct ExtraReceipt: Sendable, Equatable, Codable {
    /// What it is: `poster`, `storyboard`, `storyboardMap` or `waveform`.
    public var kind: String
    /// The file's name, in the directory for extras.
    public var file: String
    /// Its media type.
    public var mediaType: String
    /// Bytes.
    public var bytes: Int64
    /// SHA-256 in lower-case hex.
    public var sha256: String

    /// Creates an account of a file.
    public init(kind: String, file: String, mediaType: String, bytes: Int64, sha256: String) {
        self.kind = kind
        self.file = file
        self.mediaType = mediaType
        self.bytes = bytes
        self.sha256 = sha256
    }
}
