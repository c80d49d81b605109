/// A `moov` box in memory, and the places of its tables of chunk offsets.
struct MP4Movie {
    /// One `stco` or `co64`.
    struct Table {
        /// The whole box in `bytes`.
        var range: Range<Int>
        var isWide: Bool
        var count: Int
    }

    /// A box whose header changes when a table grows: one that holds tables, or a table.
    struct Edit {
        var range: Range<Int>
        var headerBytes: Int
        /// The table's number, for a table.
        var table: Int?
    }

    /// The most boxes that are looked at; a movie of 16 tracks has some hundreds.
    static let maxBoxes = 1 << 16
    /// The most tables; a track has one.
    static let maxTables = 1024
    /// How deep boxes may lie in each other.
    private static let maxDepth = 12
    /// Boxes that hold boxes on the way to the tables, and those in which other tables of offsets could hide.
    private static let parents: Set<FourCC> = ["moov", "trak", "mdia", "minf", "stbl", "dinf", "udta", "mvex", "edts"]
    /// Tables of offsets that are not moved, and a compressed index.
    private static let refused: Set<FourCC> = ["saio", "iloc", "tfra", "cmov"]

    let bytes: [UInt8]
    /// The tables in the order of the bytes.
    private(set) var tables: [Table] = []
    /// The boxes to change in the order of the bytes; a box stands before those it holds.
    private(set) var edits: [Edit] = []
    private let start: Int64
    private var boxes = 0

    /// Reads a `moov` box that stands at byte `start` of its file.
    ///
    /// - Throws: ``FerryError`` as ``MP4IndexRelocation/plan(_:)`` says.
    init(_ bytes: [UInt8], at start: Int64) throws(FerryError) {
        self.bytes = bytes
        self.start = start
        try walk(bytes.indices, depth: 0)
    }

    /// An entry of a table.
    func entry(_ number: Int, of table: Table) -> UInt64 {
        let width = table.isWide ? 8 : 4
        let place = table.range.lowerBound + 16 + number * width
        return bytes[place..<(place + width)].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The error for boxes that contradict each other.
    func malformed(_ reason: String, _ place: Int) -> FerryError {
        let offset = start + Int64(place)
        return FerryError(.mediaNotMedia, "the MP4 index is broken: \(reason), at byte \(offset)", offset: offset)
    }

    /// Follows the boxes that fill `range` exactly.
    private mutating func walk(_ range: Range<Int>, depth: Int) throws(FerryError) {
        guard depth <= Self.maxDepth else { throw malformed("boxes lie too deep in each other", range.lowerBound) }
        var place = range.lowerBound
        while place < range.upperBound {
            // QuickTime ends a list of user data with a zero of four bytes.
            if range.upperBound - place == 4, bytes[place..<range.upperBound].allSatisfy({ $0 == 0 }) { return }
            boxes += 1
            let header = bytes[place..<range.upperBound].prefix(MP4Box.longestHeader)
            guard boxes <= Self.maxBoxes, case .box(let box) = MP4Box.read(header) else {
                throw malformed("no box stands", place)
            }
            // Only a box of the top level may reach to the end of the file.
            let count = box.byteCount ?? (depth == 0 ? Int64(range.upperBound - place) : 0)
            guard count >= box.headerBytes, count <= range.upperBound - place else {
                throw malformed("the box ends outside its parent", place)
            }
            try take(box, at: place..<(place + Int(count)), depth: depth)
            place += Int(count)
        }
    }

    private mutating func take(_ box: MP4Box, at range: Range<Int>, depth: Int) throws(FerryError) {
        let data = (range.lowerBound + box.headerBytes)..<range.upperBound
        if Self.refused.contains(box.type) {
            throw FerryError(
                .mediaForbiddenFormat, "an MP4 index with a \(box.type) box is not moved",
                offset: start + Int64(range.lowerBound))
        }
        switch box.type {
        case "stco", "co64": try addTable(box, range, data)
        case "dref": try requireOwnMedia(data)
        case "meta": try walk(metaChildren(data), depth: depth + 1)
        case let type where Self.parents.contains(type):
            edits.append(Edit(range: range, headerBytes: box.headerBytes, table: nil))
            try walk(data, depth: depth + 1)
        default: break
        }
    }

    private mutating func addTable(_ box: MP4Box, _ range: Range<Int>, _ data: Range<Int>) throws(FerryError) {
        let isWide = box.type == "co64"
        guard box.headerBytes == 8, let count = bytes[data].bigEndian(4, as: UInt32.self),
            data.count == 8 + Int(count) * (isWide ? 8 : 4)
        else { throw malformed("the table of offsets has not the size it names", range.lowerBound) }
        guard tables.count < Self.maxTables else { throw malformed("there are too many tables", range.lowerBound) }
        edits.append(Edit(range: range, headerBytes: 8, table: tables.count))
        tables.append(Table(range: range, isWide: isWide, count: Int(count)))
    }

    /// Every data reference says that the media are in this file (ISO/IEC 14496-12, section 8.7.2: flag 1).
    private mutating func requireOwnMedia(_ data: Range<Int>) throws(FerryError) {
        var place = data.lowerBound + 8
        while place < data.upperBound {
            boxes += 1
            guard boxes <= Self.maxBoxes,
                case .box(let entry) = MP4Box.read(bytes[place..<data.upperBound].prefix(MP4Box.longestHeader)),
                let count = entry.byteCount, count >= entry.headerBytes + 4, count <= data.upperBound - place,
                let flags = bytes[place..<data.upperBound].bigEndian(entry.headerBytes, as: UInt32.self)
            else { throw malformed("a data reference is broken", place) }
            guard flags & 1 == 1 else {
                throw FerryError(
                    .mediaForbiddenFormat, "the MP4 index names media in another file", offset: start + Int64(place))
            }
            place += Int(count)
        }
    }

    /// The children of a `meta` box, which begin behind four bytes of version and flags, but in QuickTime at once.
    private func metaChildren(_ data: Range<Int>) -> Range<Int> {
        if bytes[data].fourCC(4) == "hdlr" || data.count < 4 { return data }
        return (data.lowerBound + 4)..<data.upperBound
    }
}
