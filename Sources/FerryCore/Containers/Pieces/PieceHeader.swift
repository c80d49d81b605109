/// Reads what a recording's header says that its other pieces need.
enum PieceHeader {
    /// `nil` for a piece that does not begin with a header.
    static func read(_ source: some ByteSource) throws(FerryError) -> PieceFacts.Header? {
        let prefix = try source.read(at: 0, count: MediaSniffer.prefixBytes)
        if prefix.bigEndian(0, as: UInt32.self) == MatroskaID.ebml {
            return .init(container: .webm, tick: tick(prefix[...]), scales: [:])
        }
        guard prefix.fourCC(4) == "ftyp" else { return nil }
        return .init(container: .mp4, tick: 0, scales: try scales(source))
    }

    /// Nanoseconds of a tick, as the segment's information says; a millisecond where it says nothing.
    private static func tick(_ prefix: ArraySlice<UInt8>) -> UInt64 {
        let usual: UInt64 = 1_000_000
        guard let place = prefix.indices.first(where: { prefix[$0...].starts(with: [0x2A, 0xD7, 0xB1]) }),
            case .element(let element) = EBMLElement.read(prefix[place...].prefix(EBMLElement.longestHeader)),
            let count = element.dataBytes, (1...8).contains(count)
        else { return usual }
        let value = prefix[place...].dropFirst(element.headerBytes).prefix(Int(count)).reduce(UInt64(0)) {
            $0 << 8 | UInt64($1)
        }
        return (1...1_000_000_000).contains(value) ? value : usual
    }

    /// The clocks of the tracks of a movie.
    private static func scales(_ source: some ByteSource) throws(FerryError) -> [UInt32: UInt32] {
        var boxes = BoxScan(source)
        guard let movie = try boxes.child("moov", in: 0..<source.byteCount) else { return [:] }
        var scales: [UInt32: UInt32] = [:]
        for track in try boxes.children("trak", in: movie).prefix(256) {
            guard let header = try boxes.child("tkhd", in: track), let media = try boxes.child("mdia", in: track),
                let clock = try boxes.child("mdhd", in: media)
            else { continue }
            let about = try boxes.bytes(of: header, count: 32)
            let times = try boxes.bytes(of: clock, count: 32)
            guard let number = about.bigEndian(about.first == 1 ? 20 : 12, as: UInt32.self),
                let scale = times.bigEndian(times.first == 1 ? 20 : 12, as: UInt32.self), scale > 0
            else { continue }
            scales[number] = scale
        }
        return scales
    }
}

/// Finds boxes in boxes.
struct BoxScan<Source: ByteSource> {
    private var window: ByteWindow<Source>
    private var stepsLeft = 1 << 16

    init(_ source: Source) { window = ByteWindow(source) }

    /// The data of the first box of that name.
    mutating func child(_ type: FourCC, in range: Range<Int64>) throws(FerryError) -> Range<Int64>? {
        try children(type, in: range, most: 1).first
    }

    /// The data of all boxes of that name.
    mutating func children(
        _ type: FourCC, in range: Range<Int64>, most: Int = .max
    ) throws(FerryError) -> [Range<Int64>] {
        var found: [Range<Int64>] = []
        var place = range.lowerBound
        while place < range.upperBound, stepsLeft > 0, found.count < most {
            stepsLeft -= 1
            guard case .box(let box) = MP4Box.read(try window.bytes(at: place, count: MP4Box.longestHeader)),
                let count = box.byteCount, count >= box.headerBytes, count <= range.upperBound - place
            else { break }
            if box.type == type { found.append((place + Int64(box.headerBytes))..<(place + count)) }
            place += count
        }
        return found
    }

    /// The first bytes of a box's data.
    mutating func bytes(of data: Range<Int64>, count: Int) throws(FerryError) -> ArraySlice<UInt8> {
        try window.bytes(at: data.lowerBound, count: Int(min(Int64(count), Int64(data.count))))
    }
}
