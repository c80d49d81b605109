/// How an MP4 whose index was written last is delivered with its index in front, without copying its media.
///
/// libavformat writes `ftyp`, `free`, `mdat` and then `moov`. The object is `ftyp`, the changed `moov`, and then everything
/// else as it is: every chunk moves by what stands before it now, so every entry of every `stco` and `co64` is shifted. An
/// `stco` whose entries would pass 32 bits becomes a `co64`, which makes the index longer and moves all again.
public struct MP4IndexRelocation: Sendable, Equatable {
    /// The most bytes an index may have; that of a day of recording is smaller.
    public static let maxIndexBytes: Int64 = 128 << 20

    /// One part of the object.
    public enum Piece: Sendable, Equatable {
        /// These bytes of the file as they are.
        case file(Range<Int64>)
        /// The new index.
        case index
    }

    /// The whole new `moov` box.
    public let index: [UInt8]
    /// Where the old one stands in the file; as long as the new one unless a table had to be widened.
    public let originalIndex: Range<Int64>
    /// The object's parts in order.
    public let pieces: [Piece]

    /// Plans the relocation of a file's index.
    ///
    /// - Returns: The plan; `nil` when the index stands before all media already.
    /// - Throws: ``FerryError``: `media.noIndex` without a `moov`, `media.notMedia` for boxes that contradict each other,
    ///   `media.forbiddenFormat` for files with offsets in other places (fragments, `saio`, `iloc`, media in other files),
    ///   or what reading threw.
    public static func plan(_ source: some ByteSource) throws(FerryError) -> MP4IndexRelocation? {
        let file = try MP4TopLevel(source)
        guard let place = file.movie else { throw MediaSniffer.noIndex }
        guard file.hasMedia(before: place.lowerBound) else { return nil }
        guard place.upperBound - place.lowerBound <= maxIndexBytes else {
            throw FerryError(.mediaForbiddenFormat, "the MP4 index is larger than \(maxIndexBytes) bytes")
        }
        let bytes = try source.read(at: place.lowerBound, count: Int(place.upperBound - place.lowerBound))
        guard bytes.count == place.count else {
            throw FerryError(.sourceChanged, "the file became shorter while its index was read")
        }
        let head = file.typeEnd
        let shift = MP4OffsetShift(head: head, original: place, fileBytes: file.byteCount)
        let index = try MP4Movie(bytes, at: place.lowerBound).relocated(shift)
        let rest: [Range<Int64>] = [head..<place.lowerBound, place.upperBound..<file.byteCount]
        let pieces = [Piece.file(0..<head), .index] + rest.map(Piece.file)
        return MP4IndexRelocation(
            index: index, originalIndex: place,
            pieces: pieces.filter { piece in
                if case .file(let range) = piece { !range.isEmpty } else { true }
            })
    }

    /// The object as extents of the file, once the new index was written to it at `offset`, outside of the pieces.
    public func layout(of file: Extent.FileRole, indexAt offset: Int64) -> ObjectLayout {
        ObjectLayout(
            closed: pieces.map { piece in
                switch piece {
                case .file(let range): Extent(file: file, offset: range.lowerBound, length: Int64(range.count))
                case .index: Extent(file: file, offset: offset, length: Int64(index.count))
                }
            })
    }
}
