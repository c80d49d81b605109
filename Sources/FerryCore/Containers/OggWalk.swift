/// Follows the pages of an Ogg stream (RFC 3533), each of which carries a checksum.
struct OggWalk<Source: ByteSource> {
    /// Bytes of a page before its table of segments.
    private static var headBytes: Int { 27 }

    private var window: ByteWindow<Source>
    private var stepsLeft: Int
    private var survey = ContainerSurvey()
    private var offset: Int64 = 0
    private var wasBeginning = false

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
        return survey
    }

    /// Passes one page, or what lies before the next sound one; `false` where none follows.
    private mutating func step() throws(FerryError) -> Bool {
        if let size = try soundPage(at: offset) {
            offset += size
            survey.soundBytes = offset
            return true
        }
        let isPage = try window.bytes(at: offset, count: 4).elementsEqual(OggPage.magic)
        var next = try nextMagic(from: offset + 1)
        while let place = next, try pageSize(at: place) == nil { next = try nextMagic(from: place + 1) }
        guard let next else {
            if isPage { survey.isTruncated = true } else { survey.brokenAt = offset }
            return false
        }
        guard survey.holes.count < ContainerSurvey.maxHoles else {
            survey.brokenAt = offset
            return false
        }
        survey.holes.append(offset..<next)
        offset = next
        return true
    }

    /// Bytes of the page here; `nil` where none begins, or where it reaches over the end.
    private mutating func pageSize(at place: Int64) throws(FerryError) -> Int64? {
        let head = try window.bytes(at: place, count: Self.headBytes + 255)
        guard head.count >= Self.headBytes, head.prefix(4).elementsEqual(OggPage.magic) else { return nil }
        let segments = Int(head[head.startIndex + 26])
        guard head.count >= Self.headBytes + segments else { return nil }
        let data = head.dropFirst(Self.headBytes).prefix(segments).reduce(0) { $0 + Int64($1) }
        let size = Int64(Self.headBytes + segments) + data
        return size <= window.byteCount - place ? size : nil
    }

    /// Bytes of the page here when its checksum holds.
    private mutating func soundPage(at place: Int64) throws(FerryError) -> Int64? {
        guard let size = try pageSize(at: place) else { return nil }
        let page = try window.bytes(at: place, count: Int(size))
        guard OggPage.isSound(page) else { return nil }
        let isBeginning = page[page.startIndex + 5] & 2 != 0
        if isBeginning, !wasBeginning { survey.recordingStarts.append(place) }
        wasBeginning = isBeginning
        survey.hasHeader = survey.hasHeader || isBeginning
        survey.hasMedia = survey.hasMedia || !isBeginning
        return size
    }

    private mutating func nextMagic(from start: Int64) throws(FerryError) -> Int64? {
        var place = start
        while place < window.byteCount {
            let bytes = try window.bytes(at: place, count: 64 * 1024)
            let found = bytes.indices.first {
                bytes[$0] == OggPage.magic[0] && bytes[$0...].starts(with: OggPage.magic)
            }
            if let found { return place + Int64(found - bytes.startIndex) }
            guard bytes.count > 4 else { return nil }
            place += Int64(bytes.count - 3)
        }
        return nil
    }
}

/// One page of an Ogg stream.
enum OggPage {
    static let magic = Array("OggS".utf8)

    /// Whether a page's checksum is the one of its bytes, counted with zeros in its own place.
    static func isSound(_ page: ArraySlice<UInt8>) -> Bool {
        let field = (page.startIndex + 22)..<(page.startIndex + 26)
        var sum: UInt32 = 0
        for index in page.indices {
            let byte = field.contains(index) ? 0 : page[index]
            sum = sum << 8 ^ table[Int(UInt8(truncatingIfNeeded: sum >> 24) ^ byte)]
        }
        let stated = page[field].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return stated == sum
    }

    /// The polynomial 0x04C11DB7, most significant bit first.
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 24) { sum, _ in sum & 0x8000_0000 != 0 ? sum << 1 ^ 0x04C1_1DB7 : sum << 1 }
    }
}
