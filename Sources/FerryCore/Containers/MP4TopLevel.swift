/// The top-level boxes of an MP4 that matter for moving its index.
struct MP4TopLevel {
    /// Far above every file system's limit; sums of places stay inside 64 bits.
    private static let maxBytes: Int64 = 1 << 60

    /// Bytes of the file.
    let byteCount: Int64
    /// The end of the `ftyp` box that begins the file; 0 when it begins otherwise.
    private(set) var typeEnd: Int64 = 0
    /// The one `moov` box.
    private(set) var movie: Range<Int64>?
    private var firstMedia: Int64?

    /// Reads all headers.
    ///
    /// - Throws: ``FerryError``: `media.notMedia` where boxes do not fill the file exactly or there are two indexes,
    ///   `media.forbiddenFormat` for fragments and for top-level tables of offsets.
    init(_ source: some ByteSource) throws(FerryError) {
        byteCount = source.byteCount
        guard byteCount <= Self.maxBytes else {
            throw FerryError(.sourceTooLarge, "the file is larger than 2^60 bytes")
        }
        var window = ByteWindow(source)
        var offset: Int64 = 0
        var steps = 0
        while offset < byteCount {
            steps += 1
            guard steps <= ContainerSurvey.maxSteps,
                case .box(let box) = MP4Box.read(try window.bytes(at: offset, count: MP4Box.longestHeader))
            else { throw FerryError(.mediaNotMedia, "no MP4 box stands at byte \(offset)", offset: offset) }
            let count = box.byteCount ?? byteCount - offset
            guard count >= box.headerBytes, count <= byteCount - offset else {
                throw FerryError(.mediaNotMedia, "the MP4 box at byte \(offset) ends outside the file", offset: offset)
            }
            try take(box, at: offset..<(offset + count))
            offset += count
        }
    }

    /// Whether media stand before this byte.
    func hasMedia(before offset: Int64) -> Bool { firstMedia.map { $0 < offset } ?? false }

    private mutating func take(_ box: MP4Box, at range: Range<Int64>) throws(FerryError) {
        switch box.type {
        case "ftyp" where range.lowerBound == 0: typeEnd = range.upperBound
        case "moov":
            guard movie == nil else {
                throw FerryError(.mediaNotMedia, "the file has two MP4 indexes", offset: range.lowerBound)
            }
            movie = range
        case "mdat": firstMedia = firstMedia ?? range.lowerBound
        case "moof", "mfra", "sidx", "meta":
            throw FerryError(
                .mediaForbiddenFormat, "the index of an MP4 with a top-level \(box.type) box is not moved",
                offset: range.lowerBound)
        default: break
        }
    }
}
