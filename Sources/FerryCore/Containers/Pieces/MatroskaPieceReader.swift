/// Reads a piece of a WebM or Matroska recording, from the first element that is known to be one to the end.
struct MatroskaPieceReader<Source: ByteSource> {
    /// Bytes that are searched for a first block.
    private static var searchBytes: Int { 4 << 20 }

    private let source: Source
    private var window: ByteWindow<Source>
    private var facts: PieceFacts
    private let tick: Double
    private var offset: Int64 = 0
    /// The present cluster's time; `nil` before the first.
    private var cluster: Double?
    private var latest: Double?
    /// Where the present cluster begins.
    private var mark: Int64 = 0

    init(_ source: Source, _ facts: PieceFacts, header: PieceFacts.Header?) {
        self.source = source
        window = ByteWindow(source)
        self.facts = facts
        tick = Double(header.map(\.tick) ?? 1_000_000) / 1e9
    }

    mutating func run() throws(FerryError) -> PieceFacts {
        guard let start = try firstElement() else {
            facts.end = 0
            return facts
        }
        facts.start = start
        offset = start
        var steps = ContainerSurvey.maxSteps
        while offset < source.byteCount, steps > 0, try step() { steps -= 1 }
        facts.end = offset
        facts.ending = try source.read(at: offset, count: EBMLElement.longestHeader)
        return facts
    }

    /// The header, or the first of a chain of blocks, or the first cluster.
    private mutating func firstElement() throws(FerryError) -> Int64? {
        if facts.header != nil { return 0 }
        let bytes = try source.read(at: 0, count: Self.searchBytes)
        if let block = MatroskaResync.firstBlock(in: bytes[...]) { return Int64(block) }
        return try MatroskaResync.next(in: &window, from: 0)
    }

    /// Passes one whole element; `false` at the end, and at what is no element.
    private mutating func step() throws(FerryError) -> Bool {
        guard
            case .element(let element) = EBMLElement.read(
                try window.bytes(at: offset, count: EBMLElement.longestHeader))
        else { return false }
        let data = offset + Int64(element.headerBytes)
        switch element.id {
        case MatroskaID.segment:
            offset = data
            return true
        case MatroskaID.cluster:
            guard data < source.byteCount else { return false }
            mark = offset
            offset = data
            return true
        default: break
        }
        guard let count = element.dataBytes, count <= source.byteCount - data else { return false }
        guard isKnown(element.id) else { return false }
        try note(element, at: data, count: count)
        offset = data + count
        return true
    }

    private func isKnown(_ id: UInt32) -> Bool {
        MatroskaID.clusterChildren.contains(id) || MatroskaID.segmentChildren.contains(id) || id == MatroskaID.ebml
    }

    private mutating func note(_ element: EBMLElement, at data: Int64, count: Int64) throws(FerryError) {
        switch element.id {
        case MatroskaID.timestamp where count <= 8:
            let ticks = try window.bytes(at: data, count: Int(count)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let time = Double(ticks) * tick
            // Times before the first cluster count from another one: no distance leads over it.
            if cluster == nil { latest = nil }
            cluster = time
            facts.tail = 0...0
            if facts.first == nil { facts.first = .init(time: time, offset: mark) }
            facts.lastTime = max(facts.lastTime ?? time, time)
        case MatroskaID.simpleBlock:
            noteBlock(try window.bytes(at: data, count: 12))
        case MatroskaID.blockGroup:
            guard
                case .element(let block) = EBMLElement.read(
                    try window.bytes(at: data, count: EBMLElement.longestHeader)), block.id == MatroskaID.block
            else { return }
            noteBlock(try window.bytes(at: data + Int64(block.headerBytes), count: 12))
        default: break
        }
    }

    /// Takes the head of a block: the track's number, then two bytes of time.
    private mutating func noteBlock(_ head: ArraySlice<UInt8>) {
        guard let first = head.first, first != 0,
            let ticks = head.dropFirst(first.leadingZeroBitCount + 1).bigEndian(0, as: UInt16.self)
        else { return }
        let time = Double(Int16(bitPattern: ticks)) * tick
        let range = time...time
        facts.tail = facts.tail.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? range
        guard let cluster else {
            facts.loose = facts.loose.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? range
            noteSpacing(time)
            return
        }
        facts.lastTime = max(facts.lastTime ?? 0, cluster + time)
        noteSpacing(cluster + time)
    }

    private mutating func noteSpacing(_ time: Double) {
        if let latest, time > latest, time - latest < 60 { facts.spacing = max(facts.spacing, time - latest) }
        latest = max(latest ?? time, time)
    }
}
