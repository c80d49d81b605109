/// The ordered extents that make up an object.
///
/// An object is a layout, not a file: an MP4 whose index was written last is delivered index first without copying
/// its media. While a rendition grows its layout is open; byte offsets of the object exist only once it is closed.
public struct ObjectLayout: Sendable, Hashable, Codable {
    /// The runs of bytes, in the order of the object.
    public private(set) var extents: [Extent]
    /// Whether the object is complete.
    public private(set) var isClosed: Bool

    /// An open layout without bytes.
    public init() {
        extents = []
        isClosed = false
    }

    /// A closed layout of these runs; empty runs are left out and adjoining runs are joined.
    public init(closed extents: [Extent]) {
        self.init()
        for extent in extents { append(extent) }
        close()
    }

    /// The whole of one file of that size.
    public init(wholeFile file: Extent.FileRole, length: Int64) {
        self.init(closed: [Extent(file: file, offset: 0, length: length)])
    }

    /// Bytes known so far.
    public var length: Int64 { extents.reduce(0) { $0 + $1.length } }

    /// Adds a sealed run at the end; joins it with the last one when it follows on directly.
    ///
    /// - Precondition: The layout is open and the run is not negative.
    public mutating func append(_ extent: Extent) {
        precondition(!isClosed, "a closed layout does not grow")
        precondition(extent.offset >= 0 && extent.length >= 0, "an extent lies inside its file")
        guard extent.length > 0 else { return }
        if let last = extents.last, last.file == extent.file, last.end == extent.offset {
            extents[extents.count - 1].length += extent.length
        } else {
            extents.append(extent)
        }
    }

    /// Says that nothing follows.
    public mutating func close() { isClosed = true }

    /// Whether this is a closed layout of one file of that length, as another process may claim it: runs in the file,
    /// none negative, no more bytes in all than can be counted.
    public func isSound(of file: Extent.FileRole, fileLength: Int64) -> Bool {
        var total: Int64 = 0
        for extent in extents {
            let end = extent.offset.addingReportingOverflow(extent.length)
            let sum = total.addingReportingOverflow(extent.length)
            guard extent.file == file, extent.offset >= 0, extent.length > 0, !end.overflow, !sum.overflow,
                end.partialValue <= fileLength
            else { return false }
            total = sum.partialValue
        }
        return isClosed
    }

    /// The runs that hold these bytes of the object; `nil` when the range is not inside it.
    public func extents(of range: Range<Int64>) -> [Extent]? {
        guard range.lowerBound >= 0, range.upperBound <= length else { return nil }
        var found: [Extent] = []
        var start: Int64 = 0
        for extent in extents {
            let lower = max(range.lowerBound, start)
            let upper = min(range.upperBound, start + extent.length)
            if lower < upper {
                found.append(Extent(file: extent.file, offset: extent.offset + lower - start, length: upper - lower))
            }
            start += extent.length
        }
        return found
    }
}
