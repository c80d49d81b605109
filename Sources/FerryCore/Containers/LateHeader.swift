/// Finds the header of a recording whose pieces were put together in the wrong order, or with other bytes in front.
struct LateHeader: Equatable {
    /// Bytes that are searched.
    static let maxSearch: Int64 = 256 << 20
    private static let stride = 64 * 1024

    /// The container.
    var container: MediaContainer
    /// Where the header stands.
    var offset: Int64
    /// The bytes in the order in which they make sense: the header and what follows, then what stood before.
    var ranges: [Range<Int64>]

    /// Searches a source that was refused.
    ///
    /// - Parameter refusal: Why it was refused; text is never searched.
    static func find(in source: some ByteSource, after refusal: FerryError) throws(FerryError) -> LateHeader? {
        guard [.mediaNoHeader, .mediaNotMedia, .mediaNoIndex].contains(refusal.code) else { return nil }
        let beginning = try source.read(at: 0, count: 1024)
        guard !MediaSniffer.isText(beginning[...]), let offset = try search(source) else { return nil }
        let tail = offset..<source.byteCount
        // A header that is late and has nothing sound behind it saves nothing.
        guard let container = try? MediaSniffer.container(of: RangedByteSource(source, [tail])) else { return nil }
        guard let head = try ContainerSurvey.survey(RangedByteSource(source, [tail]), container: container),
            head.hasHeader
        else { return nil }
        let front = try self.front(source, before: offset, container: container, tail: tail)
        return LateHeader(container: container, offset: offset, ranges: [tail] + front)
    }

    /// What stood before the header and can be read behind it: all of it where it continues the end seamlessly, else
    /// from its first cluster or fragment on.
    private static func front(
        _ source: some ByteSource, before offset: Int64, container: MediaContainer, tail: Range<Int64>
    ) throws(FerryError) -> [Range<Int64>] {
        let joined = RangedByteSource(source, [tail, 0..<offset])
        if let survey = try ContainerSurvey.survey(joined, container: container), survey.isWhole { return [0..<offset] }
        var window = ByteWindow(RangedByteSource(source, [0..<offset]))
        let first =
            container.isBoxed
            ? try FragmentSearch.next(in: &window, from: 0) : try MatroskaResync.next(in: &window, from: 0)
        return first.map { [$0..<offset] } ?? []
    }

    private static func search(_ source: some ByteSource) throws(FerryError) -> Int64? {
        var window = ByteWindow(source)
        let end = min(source.byteCount, maxSearch)
        var place: Int64 = 1
        while place < end {
            let bytes = try window.bytes(at: place, count: stride)
            let found = bytes.indices.first { index in
                bytes[index] == 0x1A && isRecording(bytes[index...]) || bytes[index] == 0x66 && isMovie(bytes, index)
            }
            if let found {
                let start = place + Int64(found - bytes.startIndex)
                return bytes[found] == 0x1A ? start : start - 4
            }
            guard bytes.count > 128 else { return nil }
            place += Int64(bytes.count - 128)
        }
        return nil
    }

    /// An EBML header with a segment behind it.
    private static func isRecording(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard MatroskaResync.isHeader(bytes),
            case .element(let header) = EBMLElement.read(bytes.prefix(EBMLElement.longestHeader)),
            let count = header.dataBytes, count < 100
        else { return false }
        return bytes.bigEndian(header.headerBytes + Int(count), as: UInt32.self) == MatroskaID.segment
    }

    /// The letters of a `ftyp` box whose size is plausible.
    private static func isMovie(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
        guard index >= bytes.startIndex + 4, bytes[index...].fourCC(0) == "ftyp",
            let size = bytes[(index - 4)...].bigEndian(0, as: UInt32.self), (16...256).contains(size), size % 4 == 0
        else { return false }
        return bytes[index...].fourCC(4)?.isPlausible == true
    }
}

/// Finds fragments of an MP4.
enum FragmentSearch {
    private static let stride = 64 * 1024

    /// Where the next `moof` box with its header begins, at `start` or behind it.
    static func next(
        in window: inout ByteWindow<some ByteSource>, from start: Int64
    ) throws(FerryError) -> Int64? {
        var place = start
        while place < window.byteCount {
            let bytes = try window.bytes(at: place, count: stride)
            let found = bytes.indices.first { isFragment(bytes[$0...]) }
            if let found { return place + Int64(found - bytes.startIndex) }
            guard bytes.count > 16 else { return nil }
            place += Int64(bytes.count - 15)
        }
        return nil
    }

    private static func isFragment(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == 0, bytes.fourCC(4) == "moof", let size = bytes.bigEndian(0, as: UInt32.self) else {
            return false
        }
        return size >= 24 && bytes.bigEndian(8, as: UInt32.self) == 16 && bytes.fourCC(12) == "mfhd"
    }
}
