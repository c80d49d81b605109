/// Follows the top-level boxes of an ISO base media file or QuickTime movie, header by header.
struct MP4Walk<Source: ByteSource> {
    private var window: ByteWindow<Source>
    private var stepsLeft: Int
    private var survey = ContainerSurvey()
    private var offset: Int64 = 0
    private var lastType: FourCC?
    private var hasSegmentIndex = false
    private var isMovieInFront = false
    private var isSegmentIndexInFront = false

    init(_ source: Source, maxSteps: Int) {
        window = ByteWindow(source)
        stepsLeft = maxSteps
    }

    mutating func run() throws(FerryError) -> ContainerSurvey {
        while offset < window.byteCount {
            guard stepsLeft > 0 else {
                survey.isComplete = false
                break
            }
            stepsLeft -= 1
            guard try step() else { break }
        }
        if lastType == "moof", survey.brokenAt == nil, survey.isComplete { survey.isTruncated = true }
        survey.hasIndex = survey.isFragmented ? hasSegmentIndex : survey.hasHeader
        survey.isIndexInFront = survey.isFragmented ? isSegmentIndexInFront : isMovieInFront
        return survey
    }

    /// Reads one header; `false` where the walk cannot go on.
    private mutating func step() throws(FerryError) -> Bool {
        switch MP4Box.read(try window.bytes(at: offset, count: MP4Box.longestHeader)) {
        case .incomplete:
            // Zeros behind the last box are padding, not the beginning of another.
            let rest = try window.bytes(at: offset, count: MP4Box.longestHeader)
            if rest.allSatisfy({ $0 == 0 }) { survey.brokenAt = offset } else { survey.isTruncated = true }
            return false
        case .broken:
            survey.brokenAt = offset
            return false
        case .box(let box):
            try note(box)
            lastType = box.type
            guard let count = box.byteCount else {
                offset = window.byteCount
                survey.soundBytes = offset
                return false
            }
            guard count <= window.byteCount - offset else {
                survey.isTruncated = true
                lastType = nil
                return false
            }
            offset += count
            survey.soundBytes = offset
            return true
        }
    }

    private mutating func note(_ box: MP4Box) throws(FerryError) {
        if survey.recordingStarts.isEmpty || (box.type == "ftyp" && survey.hasMedia) {
            survey.recordingStarts.append(offset)
        }
        let isFirst = survey.recordingStarts.count == 1
        switch box.type {
        case "moov" where isFirst && !survey.hasHeader:
            survey.hasHeader = true
            isMovieInFront = !survey.hasMedia
            survey.declaredDurationSeconds = try duration(box)
        case "mdat": survey.hasMedia = true
        case "moof": survey.isFragmented = true
        case "sidx" where isFirst, "mfra" where isFirst:
            hasSegmentIndex = true
            isSegmentIndexInFront = isSegmentIndexInFront || !survey.hasMedia
        default: break
        }
    }

    /// What `mvhd` says, or `mehd` where the movie is fragmented and `mvhd` says nothing.
    private mutating func duration(_ movie: MP4Box) throws(FerryError) -> Double? {
        guard let header = try child("mvhd", of: movie, at: offset) else { return nil }
        let data = try window.bytes(at: header.start, count: 32)
        let isLong = data.first == 1
        guard let scale = data.bigEndian(isLong ? 20 : 12, as: UInt32.self), scale > 0,
            let units = Self.number(data, at: isLong ? 24 : 16, isLong: isLong)
        else { return nil }
        if units > 0 { return Double(units) / Double(scale) }
        guard let extends = try child("mvex", of: movie, at: offset),
            let length = try child("mehd", of: extends.box, at: extends.start - Int64(extends.box.headerBytes))
        else { return nil }
        let extended = try window.bytes(at: length.start, count: 12)
        guard let units = Self.number(extended, at: 4, isLong: extended.first == 1), units > 0 else { return nil }
        return Double(units) / Double(scale)
    }

    /// A duration of 32 or 64 bits; all bits set mean "unknown".
    private static func number(_ bytes: ArraySlice<UInt8>, at place: Int, isLong: Bool) -> UInt64? {
        if isLong { return bytes.bigEndian(place, as: UInt64.self).flatMap { $0 == .max ? nil : $0 } }
        return bytes.bigEndian(place, as: UInt32.self).flatMap { $0 == .max ? nil : UInt64($0) }
    }

    /// The first child of that name, and where its data begin.
    private mutating func child(
        _ type: FourCC, of parent: MP4Box, at parentOffset: Int64
    ) throws(FerryError) -> (box: MP4Box, start: Int64)? {
        var place = parentOffset + Int64(parent.headerBytes)
        let room = window.byteCount - parentOffset
        let end = parentOffset + min(parent.byteCount ?? room, room)
        while place < end, stepsLeft > 0 {
            stepsLeft -= 1
            guard case .box(let box) = MP4Box.read(try window.bytes(at: place, count: MP4Box.longestHeader)),
                let count = box.byteCount, count <= end - place
            else { return nil }
            if box.type == type { return (box, place + Int64(box.headerBytes)) }
            place += count
        }
        return nil
    }
}
