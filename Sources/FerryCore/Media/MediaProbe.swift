/// What a source really holds, counted from its packets, not read from its headers.
///
/// In JSON this is the part of the probe document that does not name the source.
public struct MediaProbe: Sendable, Equatable, Codable {
    /// The container as its bytes say: `webm`, `matroska`, `mp4`, `mov`, `ogg`, `wav`, `mp3`, `mpegts`, …
    public var container: String
    /// Seconds from the first to the end of the last packet over all tracks; `nil` when no packet has a time.
    @Nullable public var durationSeconds: Double?
    /// The tracks in the order of the container.
    public var tracks: [MediaTrack]
    /// What is wrong or unusual.
    public var defects: [MediaDefect]
    /// What the header claims as duration in seconds, true or not.
    @Nullable public var headerDurationSeconds: Double?
    /// Whether the container has an index (Cues, moov) a player can seek by.
    public var hasIndex: Bool
    /// Whether that index stands before the media.
    public var isIndexInFront: Bool
    /// Bytes of the source.
    public var bytes: Int64
    /// Bytes after the point at which reading had to stop, 0 when all was read.
    public var unreadBytes: Int64
    /// Names of tags and tracks that name a place or a device, such as `location` or `com.apple.quicktime.model`; never
    /// what they say. A rendition has none of them.
    public var identifyingTags: [String]

    /// Creates a probe.
    public init(
        container: String, durationSeconds: Double?, tracks: [MediaTrack], defects: [MediaDefect] = [],
        headerDurationSeconds: Double? = nil, hasIndex: Bool = false, isIndexInFront: Bool = false, bytes: Int64,
        unreadBytes: Int64 = 0, identifyingTags: [String] = []
    ) {
        self.container = container
        self._durationSeconds = Nullable(wrappedValue: durationSeconds)
        self.tracks = tracks
        self.defects = defects
        self._headerDurationSeconds = Nullable(wrappedValue: headerDurationSeconds)
        self.hasIndex = hasIndex
        self.isIndexInFront = isIndexInFront
        self.bytes = bytes
        self.unreadBytes = unreadBytes
        self.identifyingTags = identifyingTags
    }

    /// The first video track with packets that is not an attached picture.
    public var mainVideo: MediaTrack? { tracks.first { $0.kind == .video && !$0.isAttachedPicture && $0.packets > 0 } }
    /// The first audio track with packets.
    public var mainAudio: MediaTrack? { tracks.first { $0.kind == .audio && $0.packets > 0 } }
}

/// Something wrong or unusual in a source.
public struct MediaDefect: Sendable, Equatable, Codable {
    /// A stable code; the same words as the plan's reasons (`duration`, `index`, `truncated`, `hole`, `emptyTrack`,
    /// `joined`, `timestamps`, `sizeChange`).
    public var code: String
    /// One sentence with the numbers.
    public var detail: String

    /// Creates a defect.
    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}
