/// Follows the elements of Matroska (RFC 9559), header by header.
///
/// The top level holds EBML headers and segments; a segment holds information, tracks, clusters and cues. Live recordings
/// give segments and clusters no size: they end where an element stands that cannot be their child.
struct MatroskaWalk<Source: ByteSource> {
    /// The most bytes of a segment's information that are read for its duration.
    private static var maxInfoBytes: Int64 { 64 * 1024 }

    private var window: ByteWindow<Source>
    private var stepsLeft: Int
    private var survey = ContainerSurvey()
    private var offset: Int64 = 0
    /// Where the segment ends that the walk is in; `nil` outside, `Int64.max` for an unknown size.
    private var segmentEnd: Int64?
    /// Whether the walk is among the blocks of a cluster.
    private var isInCluster = false
    /// Where that cluster ends; `nil` for an unknown size.
    private var clusterEnd: Int64?

    init(_ source: Source, maxSteps: Int) {
        window = ByteWindow(source)
        stepsLeft = maxSteps
    }

    mutating func run() throws(FerryError) -> ContainerSurvey {
        while offset < window.byteCount {
            guard stepsLeft > 0 else {
                survey.isComplete = false
                return survey
            }
            stepsLeft -= 1
            guard try step() else { return survey }
        }
        return survey
    }

    /// Reads one header; `false` where the walk cannot go on.
    private mutating func step() throws(FerryError) -> Bool {
        if let end = segmentEnd, offset >= end { (isInCluster, segmentEnd) = (false, nil) }
        if let end = clusterEnd, offset >= end { isInCluster = false }
        switch EBMLElement.read(try window.bytes(at: offset, count: EBMLElement.longestHeader)) {
        case .element(let element): return try take(element)
        case .incomplete: survey.isTruncated = true
        case .broken: return try leap()
        }
        return false
    }

    /// Goes on behind bytes that are no element: at the end of their cluster where that is sound, else at the next
    /// cluster or recording; `false` where there is none.
    private mutating func leap() throws(FerryError) -> Bool {
        guard !survey.recordingStarts.isEmpty, survey.holes.count < ContainerSurvey.maxHoles,
            let next = try nextSound()
        else {
            survey.brokenAt = offset
            return false
        }
        survey.holes.append(offset..<next)
        offset = next
        (isInCluster, clusterEnd) = (false, nil)
        return true
    }

    private mutating func nextSound() throws(FerryError) -> Int64? {
        if let end = try endOfCluster() { return end }
        return try MatroskaResync.next(in: &window, from: offset + 1)
    }

    /// The end of the present cluster, if a child of the segment stands there.
    private mutating func endOfCluster() throws(FerryError) -> Int64? {
        guard isInCluster, let end = clusterEnd, end > offset, end < window.byteCount,
            case .element(let next) = EBMLElement.read(try window.bytes(at: end, count: EBMLElement.longestHeader)),
            MatroskaID.segmentChildren.contains(next.id)
        else { return nil }
        return end
    }

    private mutating func take(_ element: EBMLElement) throws(FerryError) -> Bool {
        if isInCluster {
            if MatroskaID.clusterChildren.contains(element.id) { return try skipBlock(element) }
            if clusterEnd != nil { return try leap() }
        }
        isInCluster = false
        if segmentEnd != nil, MatroskaID.segmentChildren.contains(element.id) { return try takeChild(element) }
        switch element.id {
        case MatroskaID.ebml:
            segmentEnd = nil
            survey.recordingStarts.append(offset)
            return try skip(element)
        case MatroskaID.segment where segmentEnd == nil && !survey.recordingStarts.isEmpty:
            segmentEnd = enter(element)
            return true
        case MatroskaID.void, MatroskaID.crc32: return try skip(element)
        default: return try leap()
        }
    }

    /// Goes behind a child of a cluster, which must not reach over the cluster's end.
    private mutating func skipBlock(_ element: EBMLElement) throws(FerryError) -> Bool {
        if let clusterEnd, end(of: element) ?? .max > clusterEnd { return try leap() }
        return try skip(element)
    }

    private mutating func takeChild(_ element: EBMLElement) throws(FerryError) -> Bool {
        let isFirst = survey.recordingStarts.count <= 1
        switch element.id {
        case MatroskaID.cluster:
            survey.hasMedia = true
            clusterEnd = end(of: element)
            isInCluster = true
            _ = enter(element)
            return true
        case MatroskaID.tracks: survey.hasHeader = true
        case MatroskaID.cues where isFirst && !survey.hasIndex:
            survey.hasIndex = true
            survey.isIndexInFront = !survey.hasMedia
        case MatroskaID.info where isFirst && survey.declaredDurationSeconds == nil:
            survey.declaredDurationSeconds = try duration(element)
        default: break
        }
        return try skip(element)
    }

    /// Goes to an element's first child and says where the element ends.
    private mutating func enter(_ element: EBMLElement) -> Int64 {
        let end = end(of: element)
        if let end, end > window.byteCount { survey.isTruncated = true }
        offset += Int64(element.headerBytes)
        survey.soundBytes = max(survey.soundBytes, min(offset, window.byteCount))
        return end ?? .max
    }

    /// Goes behind an element; `false` where it runs past the end and nothing follows. An element without a size is
    /// damage, since only masters may have none.
    private mutating func skip(_ element: EBMLElement) throws(FerryError) -> Bool {
        guard let end = end(of: element) else { return try leap() }
        guard end <= window.byteCount else {
            if try MatroskaResync.next(in: &window, from: offset + 1) != nil { return try leap() }
            survey.isTruncated = true
            return false
        }
        offset = end
        survey.soundBytes = end
        return true
    }

    /// Where an element ends; `nil` for an unknown size. Sizes have at most 56 bits, so nothing overflows.
    private func end(of element: EBMLElement) -> Int64? {
        element.dataBytes.map { offset + Int64(element.headerBytes) + $0 }
    }

    /// The duration in a segment's information, in seconds.
    private mutating func duration(_ info: EBMLElement) throws(FerryError) -> Double? {
        guard let count = info.dataBytes, count <= Self.maxInfoBytes else { return nil }
        var rest = try window.bytes(at: offset + Int64(info.headerBytes), count: Int(count))
        var scale: UInt64 = 1_000_000
        var duration: Double?
        while case .element(let element) = EBMLElement.read(rest.prefix(EBMLElement.longestHeader)),
            let count = element.dataBytes, count <= rest.count - element.headerBytes
        {
            let value = rest.dropFirst(element.headerBytes).prefix(Int(count))
            switch element.id {
            case MatroskaID.timestampScale where value.count <= 8:
                scale = value.reduce(0) { $0 << 8 | UInt64($1) }
            case MatroskaID.duration: duration = Self.float(value)
            default: break
            }
            rest = rest.dropFirst(element.headerBytes + value.count)
        }
        guard let duration, duration.isFinite, duration > 0, scale > 0 else { return nil }
        return duration * Double(scale) / 1e9
    }

    private static func float(_ bytes: ArraySlice<UInt8>) -> Double? {
        switch bytes.count {
        case 4: bytes.bigEndian(0, as: UInt32.self).map { Double(Float(bitPattern: $0)) }
        case 8: bytes.bigEndian(0, as: UInt64.self).map(Double.init(bitPattern:))
        default: nil
        }
    }
}
