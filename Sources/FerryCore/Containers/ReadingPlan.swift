/// Which bytes of a source are read, in which order, and as how many recordings, so that a demuxer that knows nothing of
/// damage gets all that can be saved.
///
/// Where the bytes are one sound recording, they are read as they lie. A header that stands late is put in front, with
/// what stood before it behind; recordings joined byte by byte are read one after the other; in a fragmented MP4, bytes
/// that are no box are passed over, and a fragment that lacks bytes is filled up so that the next one is found.
public struct ReadingPlan: Sendable, Equatable {
    /// The most recordings that are read of one source; what follows counts as unread.
    public static let maxRecordings = 256

    /// The container as the header says.
    public let container: MediaContainer
    /// What the structure says, in the order in which it is read; `nil` for containers without one.
    public let survey: ContainerSurvey?
    /// The ranges of each recording.
    public let recordings: [[Range<Int64>]]
    /// Bytes that belong to no recording.
    public let unreadBytes: Int64
    /// Where the header was found, when it does not stand at the beginning.
    public let headerOffset: Int64?
    /// Places, in the bytes as they are read, over which packets are missing; only told of a single recording.
    public let cuts: [Int64]

    /// Plans the reading of a source.
    ///
    /// - Throws: ``FerryError`` as ``MediaSniffer/container(of:)`` says.
    public static func plan(_ source: some ByteSource) throws(FerryError) -> ReadingPlan {
        let whole = 0..<source.byteCount
        do throws(FerryError) {
            let container = try MediaSniffer.container(of: source)
            return try ReadingPlan(source, container, [whole])
        } catch {
            guard let late = try LateHeader.find(in: source, after: error) else { throw error }
            return try ReadingPlan(source, late.container, late.ranges, headerOffset: late.offset)
        }
    }

    private init(
        _ source: some ByteSource, _ container: MediaContainer, _ ranges: [Range<Int64>], headerOffset: Int64? = nil
    ) throws(FerryError) {
        let view = RangedByteSource(source, ranges)
        let survey = try ContainerSurvey.survey(view, container: container)
        var recordings = [survey.map { FragmentMending.ranges(of: view.byteCount, $0) } ?? [0..<view.byteCount]]
        let isOne = survey.map { $0.recordingStarts.count <= 1 } ?? true
        if !isOne, let survey { recordings = try Self.split(view, survey, container) }
        let isMended = container.isBoxed && isOne
        cuts = isOne ? survey.map { isMended ? FragmentMending.cuts($0) : $0.holes.map(\.lowerBound) } ?? [] : []
        self.container = container
        self.survey = survey
        self.recordings = recordings.map { Self.inner($0, of: ranges) }
        self.headerOffset = headerOffset
        unreadBytes = max(0, source.byteCount - view.byteCount) + (isOne ? 0 : Self.missing(recordings, of: view))
    }

    /// One list of ranges for each recording that has a header of its own; what has none goes with the one before.
    private static func split(
        _ view: RangedByteSource<some ByteSource>, _ survey: ContainerSurvey, _ container: MediaContainer
    ) throws(FerryError) -> [[Range<Int64>]] {
        let starts = survey.recordingStarts.prefix(maxRecordings + 1)
        var recordings: [[Range<Int64>]] = []
        for (start, end) in zip(starts, starts.dropFirst() + [view.byteCount]).prefix(maxRecordings) {
            let part = RangedByteSource(view, [start..<end])
            guard let own = try ContainerSurvey.survey(part, container: container), own.hasHeader || recordings.isEmpty
            else {
                recordings[recordings.count - 1].append(start..<end)
                continue
            }
            let mended = FragmentMending.ranges(of: part.byteCount, own)
            recordings.append(mended.map { ($0.lowerBound + start)..<($0.upperBound + start) })
        }
        return recordings
    }

    private static func missing(_ recordings: [[Range<Int64>]], of view: some ByteSource) -> Int64 {
        let end = recordings.joined().map(\.upperBound).max() ?? 0
        return max(0, view.byteCount - end)
    }

    /// Ranges of the view as ranges of the source.
    private static func inner(_ ranges: [Range<Int64>], of outer: [Range<Int64>]) -> [Range<Int64>] {
        var found: [Range<Int64>] = []
        for range in ranges {
            var start: Int64 = 0
            for part in outer {
                let lower = max(range.lowerBound, start)
                let upper = min(range.upperBound, start + Int64(part.count))
                if lower < upper { found.append((part.lowerBound + lower - start)..<(part.lowerBound + upper - start)) }
                start += Int64(part.count)
            }
        }
        return found
    }
}
