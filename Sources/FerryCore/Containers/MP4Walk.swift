/// Follows the top-level boxes of an ISO base media file or QuickTime movie, header by header.
struct MP4Walk<Source: ByteSource> {
    private var window: ByteWindow<Source>
    private var stepsLeft: Int
    private var survey = ContainerSurvey()
    private var offset: Int64 = 0
    private var lastType: FourCC?
    /// Where the data of the last box of media begin.
    private var lastMedia: Int64?
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
            if try leap() { return true }
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
                if try leap(over: box, of: count) { return true }
                survey.isTruncated = true
                lastType = nil
                return false
            }
            offset += count
            survey.soundBytes = offset
            return true
        }
    }

    /// Goes on at the next fragment where no box stands; `false` where there is none. Behind media that lack bytes, the
    /// next fragment stands before the place where their box ends.
    private mutating func leap() throws(FerryError) -> Bool {
        guard canLeap, let next = try FragmentSearch.next(in: &window, from: lastMedia ?? offset + 1) else {
            return false
        }
        if next < offset, offset - next <= next {
            survey.shortages.append(.init(offset: next, missing: offset - next))
        } else if next > offset {
            survey.holes.append(offset..<next)
        } else {
            return false
        }
        goOn(at: next)
        return true
    }

    /// Goes on behind a box that ends behind the end of the file, if a fragment stands in it.
    private mutating func leap(over box: MP4Box, of count: Int64) throws(FerryError) -> Bool {
        guard canLeap, let next = try FragmentSearch.next(in: &window, from: offset + Int64(box.headerBytes)) else {
            return false
        }
        let missing = offset + min(count, window.byteCount) - next
        if box.type == "mdat", missing <= next {
            survey.shortages.append(.init(offset: next, missing: missing))
        } else {
            survey.holes.append(offset..<next)
        }
        goOn(at: next)
        return true
    }

    private var canLeap: Bool {
        survey.isFragmented && survey.holes.count + survey.shortages.count < ContainerSurvey.maxHoles
    }

    private mutating func goOn(at next: Int64) {
        survey.soundBytes = next
        (offset, lastMedia, lastType) = (next, nil, nil)
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
            try noteTracks(box)
        case "mdat":
            survey.hasMedia = true
            lastMedia = offset + Int64(box.headerBytes)
        case "moof": survey.isFragmented = true
        case "sidx" where isFirst, "mfra" where isFirst:
            hasSegmentIndex = true
            isSegmentIndexInFront = isSegmentIndexInFront || !survey.hasMedia
        default: break
        }
    }

    /// What `mvhd` says, or `mehd` where the movie is fragmented and `mvhd` says nothing.
    private mutating func duration(_ movie: MP4Box) throws(FerryError) -> Double? {
        guard let header = try child("mvhd", of: movie, at: offset), let (units, scale) = try length(at: header.start)
        else { return nil }
        if units > 0 { return Double(units) / Double(scale) }
        guard let extends = try child("mvex", of: movie, at: offset),
            let length = try child("mehd", of: extends.box, at: extends.start - Int64(extends.box.headerBytes))
        else { return nil }
        let extended = try window.bytes(at: length.start, count: 12)
        guard let units = Self.number(extended, at: 4, isLong: extended.first == 1), units > 0 else { return nil }
        return Double(units) / Double(scale)
    }

    /// The duration and its time scale in the data of `mvhd` or `mdhd`, which begin alike.
    private mutating func length(at place: Int64) throws(FerryError) -> (units: UInt64, scale: UInt32)? {
        let data = try window.bytes(at: place, count: 32)
        let isLong = data.first == 1
        guard let scale = data.bigEndian(isLong ? 20 : 12, as: UInt32.self), scale > 0,
            let units = Self.number(data, at: isLong ? 24 : 16, isLong: isLong)
        else { return nil }
        return (units, scale)
    }

    /// What `mdhd` of each track says.
    private mutating func noteTracks(_ movie: MP4Box) throws(FerryError) {
        var place = offset + Int64(movie.headerBytes)
        let end = min(offset + (movie.byteCount ?? 0), window.byteCount)
        while survey.declaredTrackSeconds.count < 256, let track = try child("trak", from: place, to: end) {
            let inside = track.start - Int64(track.box.headerBytes)
            place = inside + (track.box.byteCount ?? 0)
            guard let media = try child("mdia", of: track.box, at: inside),
                let header = try child("mdhd", of: media.box, at: media.start - Int64(media.box.headerBytes))
            else {
                survey.declaredTrackSeconds.append(nil)
                continue
            }
            let found = try length(at: header.start)
            survey.declaredTrackSeconds.append(
                found.flatMap { $0.units > 0 ? Double($0.units) / Double($0.scale) : nil })
        }
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
        let room = window.byteCount - parentOffset
        let end = parentOffset + min(parent.byteCount ?? room, room)
        return try child(type, from: parentOffset + Int64(parent.headerBytes), to: end)
    }

    private mutating func child(
        _ type: FourCC, from start: Int64, to end: Int64
    ) throws(FerryError) -> (box: MP4Box, start: Int64)? {
        var place = start
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
