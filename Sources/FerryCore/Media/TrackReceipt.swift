/// What became of one track, as receipts say it.
public struct TrackReceipt: Sendable, Equatable, Codable {
    /// What the track carries.
    public var kind: MediaTrack.Kind
    /// Codec of the source.
    public var codecIn: String
    /// Codec of the rendition; `nil` when the track is not in it.
    @Nullable public var codecOut: String?
    /// Seconds the source has or claims.
    @Nullable public var secondsIn: Double?
    /// Seconds the rendition has.
    @Nullable public var secondsOut: Double?
    /// Frames (audio: packets) of the source.
    @Nullable public var framesIn: Int?
    /// Frames (audio: packets) of the rendition.
    @Nullable public var framesOut: Int?
    /// Seconds of the source that are not in the rendition though they should be.
    @Nullable public var secondsLost: Double?
    /// Width shown.
    @Nullable public var width: Int?
    /// Height shown.
    @Nullable public var height: Int?
    /// What was mended or left out, as reason codes or short clauses.
    public var notes: [String]

    /// Creates a track's account.
    public init(
        kind: MediaTrack.Kind, codecIn: String, codecOut: String? = nil, secondsIn: Double? = nil,
        secondsOut: Double? = nil, framesIn: Int? = nil, framesOut: Int? = nil, secondsLost: Double? = nil,
        width: Int? = nil, height: Int? = nil, notes: [String] = []
    ) {
        self.kind = kind
        self.codecIn = codecIn
        self._codecOut = Nullable(wrappedValue: codecOut)
        self._secondsIn = Nullable(wrappedValue: secondsIn)
        self._secondsOut = Nullable(wrappedValue: secondsOut)
        self._framesIn = Nullable(wrappedValue: framesIn)
        self._framesOut = Nullable(wrappedValue: framesOut)
        self._secondsLost = Nullable(wrappedValue: secondsLost)
        self._width = Nullable(wrappedValue: width)
        self._height = Nullable(wrappedValue: height)
        self.notes = notes
    }
}

/// What of the media did not reach the rendition, as receipts say it.
public struct LossReceipt: Sendable, Equatable, Codable {
    /// Seconds lost: the most of any track.
    public var seconds: Double
    /// Why, as reason codes such as `truncated` or `hole`.
    public var reasons: [String]
    /// Bytes of the source that could not be read.
    public var unreadBytes: Int64

    /// Creates an account of loss.
    public init(seconds: Double, reasons: [String], unreadBytes: Int64) {
        self.seconds = seconds
        self.reasons = reasons
        self.unreadBytes = unreadBytes
    }
}
