/// What the structure of a container says about a source: whether it is whole, one recording, and seekable.
///
/// Only headers are read; media data are skipped over. The number of headers is bounded by ``maxSteps``.
public struct ContainerSurvey: Sendable, Equatable {
    /// The most headers that are read; hours of a live recording with a header for every frame stay below it.
    public static let maxSteps = 4_000_000
    /// The most holes that are told and passed over; a source with more counts as broken at the next.
    public static let maxHoles = 256

    /// An element that runs past the end, or a fragment without its media.
    public internal(set) var isTruncated = false
    /// The end of the last whole element, from 0; for a whole source its length without garbage.
    public internal(set) var soundBytes: Int64 = 0
    /// Where bytes begin that are no element; `nil` when all are.
    public internal(set) var brokenAt: Int64?
    /// Bytes in the middle that are no element, up to where the container goes on.
    public internal(set) var holes: [Range<Int64>] = []
    /// Fragments of an MP4 that lack bytes.
    public internal(set) var shortages: [Shortage] = []
    /// Where each recording begins, more than one when recordings were joined byte by byte.
    public internal(set) var recordingStarts: [Int64] = []
    /// Whether the header that describes the tracks is there (Matroska `Tracks`, MP4 `moov`).
    public internal(set) var hasHeader = false
    /// Whether there is media: a cluster, an `mdat`.
    public internal(set) var hasMedia = false
    /// Whether there is an index to seek by: Matroska `Cues`; an MP4's `moov`, or `sidx` or `mfra` when it is fragmented.
    public internal(set) var hasIndex = false
    /// Whether that index stands before the first media.
    public internal(set) var isIndexInFront = false
    /// Whether an MP4 is written in fragments.
    public internal(set) var isFragmented = false
    /// What the first recording's header claims, in seconds; `nil` when it claims nothing or 0.
    public internal(set) var declaredDurationSeconds: Double?
    /// What the header of each track of an MP4 claims, in seconds, in the order of the tracks; `nil` where one claims
    /// nothing.
    public internal(set) var declaredTrackSeconds: [Double?] = []
    /// Whether all headers were read; `false` when ``maxSteps`` was reached first.
    public internal(set) var isComplete = true

    /// Where a fragment's media end before their box does.
    public struct Shortage: Sendable, Equatable {
        /// The beginning of the next fragment.
        public var offset: Int64
        /// How many bytes the box before it lacks.
        public var missing: Int64
    }

    /// Whether all bytes are sound elements.
    var isWhole: Bool { !isTruncated && brokenAt == nil && holes.isEmpty && shortages.isEmpty && isComplete }

    /// Bytes of the source behind the last whole element.
    public func unreadBytes(of source: some ByteSource) -> Int64 { max(0, source.byteCount - soundBytes) }

    /// Surveys a source of this container; `nil` for containers without a structure to follow.
    ///
    /// - Throws: ``FerryError`` that reading threw; damage is no error but a finding.
    public static func survey(
        _ source: some ByteSource, container: MediaContainer
    ) throws(FerryError) -> ContainerSurvey? {
        switch container {
        case .webm, .matroska: try matroska(source)
        case .mp4, .mov, .threeGP: try mp4(source)
        case .ogg: try ogg(source)
        case .wav, .mp3, .aac, .flac, .mpegts, .avi, .amr: nil
        }
    }

    /// Surveys Matroska.
    static func matroska(
        _ source: some ByteSource, maxSteps: Int = maxSteps
    ) throws(FerryError) -> ContainerSurvey {
        var walk = MatroskaWalk(source, maxSteps: maxSteps)
        return try walk.run()
    }

    /// Surveys Ogg.
    static func ogg(_ source: some ByteSource, maxSteps: Int = maxSteps) throws(FerryError) -> ContainerSurvey {
        var walk = OggWalk(source, maxSteps: maxSteps)
        return try walk.run()
    }

    /// Surveys an ISO base media file.
    static func mp4(_ source: some ByteSource, maxSteps: Int = maxSteps) throws(FerryError) -> ContainerSurvey {
        var walk = MP4Walk(source, maxSteps: maxSteps)
        return try walk.run()
    }
}
