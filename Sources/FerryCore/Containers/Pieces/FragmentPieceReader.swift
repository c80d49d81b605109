/// Reads a piece of a fragmented MP4, from its header or its first fragment to the end.
struct FragmentPieceReader<Source: ByteSource> {
    private let source: Source
    private var boxes: BoxScan<Source>
    private var window: ByteWindow<Source>
    private var facts: PieceFacts
    private let scales: [UInt32: UInt32]
    private var latest: Double?

    init(_ source: Source, _ facts: PieceFacts, header: PieceFacts.Header?) {
        self.source = source
        boxes = BoxScan(source)
        window = ByteWindow(source)
        self.facts = facts
        scales = header?.scales ?? [:]
    }

    mutating func run() throws(FerryError) -> PieceFacts {
        let start = facts.header == nil ? try firstFragment() : 0
        guard let start else { return facts }
        facts.start = start
        var offset = start
        var steps = ContainerSurvey.maxSteps
        while offset < source.byteCount, steps > 0 {
            steps -= 1
            guard
                case .box(let box) = MP4Box.read(try window.bytes(at: offset, count: MP4Box.longestHeader)),
                let count = box.byteCount, count <= source.byteCount - offset
            else { break }
            if box.type == "moof" { try note((offset + Int64(box.headerBytes))..<(offset + count), at: offset) }
            offset += count
        }
        facts.end = offset
        facts.ending = try source.read(at: offset, count: MP4Box.longestHeader)
        return facts
    }

    /// A box at the very beginning, else the first fragment.
    private mutating func firstFragment() throws(FerryError) -> Int64? {
        if case .box(let box) = MP4Box.read(try window.bytes(at: 0, count: MP4Box.longestHeader)),
            ["moof", "mdat", "styp", "sidx", "mfra"].contains(box.type)
        {
            return 0
        }
        return try FragmentSearch.next(in: &window, from: 0)
    }

    private mutating func note(_ fragment: Range<Int64>, at offset: Int64) throws(FerryError) {
        if let header = try boxes.child("mfhd", in: fragment),
            let number = try boxes.bytes(of: header, count: 8).bigEndian(4, as: UInt32.self)
        {
            let old = facts.sequence ?? number...number
            facts.sequence = min(old.lowerBound, number)...max(old.upperBound, number)
        }
        var time: Double?
        for track in try boxes.children("traf", in: fragment, most: 256) {
            guard let begun = try self.time(of: track) else { continue }
            time = min(time ?? begun, begun)
        }
        guard let time else { return }
        if facts.first == nil { facts.first = .init(time: time, offset: offset) }
        facts.lastTime = max(facts.lastTime ?? time, time)
        if let latest, time > latest { facts.spacing = max(facts.spacing, time - latest) }
        latest = time
    }

    /// When a track's run begins in a fragment.
    private mutating func time(of track: Range<Int64>) throws(FerryError) -> Double? {
        guard let about = try boxes.child("tfhd", in: track), let clock = try boxes.child("tfdt", in: track),
            let number = try boxes.bytes(of: about, count: 8).bigEndian(4, as: UInt32.self), let scale = scales[number]
        else { return nil }
        let bytes = try boxes.bytes(of: clock, count: 12)
        let ticks =
            bytes.first == 1
            ? bytes.bigEndian(4, as: UInt64.self) : bytes.bigEndian(4, as: UInt32.self).map(UInt64.init)
        return ticks.map { Double($0) / Double(scale) }
    }
}
