/// Judges where one piece ends and the next begins: whether they are seamless, and what is missing. A pure decision.
struct PieceBorders {
    /// What lies between two pieces.
    struct Border {
        /// What is missing.
        var gap: PieceOrder.Gap?
        /// Whether the bytes of the two do not belong together.
        var isCut = false
        /// The time in ticks of the cluster from which the second piece's first blocks count, when it is not there.
        var clusterTime: UInt64?
    }

    private let pieces: [PieceFacts]
    private let placing: PiecePlacing
    private let tick: Double
    private let isBoxed: Bool
    /// The longest step in time that is no sign of a missing piece.
    private let longestStep: Double

    init(_ pieces: [PieceFacts], _ placing: PiecePlacing) {
        self.pieces = pieces
        self.placing = placing
        let header = pieces.compactMap(\.header).first
        isBoxed = header?.container.isBoxed ?? false
        tick = Double(header?.tick ?? 1_000_000) / 1e9
        let spacings = pieces.map(\.spacing).filter { $0 > 0 }.sorted()
        // Pieces that begin and end with whole fragments tell the distance only between them.
        longestStep = max(0.25, 2 * (spacings.last ?? 0))
    }

    mutating func border(from before: Int, to index: Int) -> Border {
        isBoxed ? fragmentBorder(pieces[before], pieces[index]) : clusterBorder(before, index)
    }

    /// Fragments are numbered one by one.
    private func fragmentBorder(_ before: PieceFacts, _ piece: PieceFacts) -> Border {
        var border = Border()
        // The head of a fragment that lies across the border has its number in neither piece.
        let across: UInt32 = Self.endsInFragmentHead(before, piece) ? 1 : 0
        guard let last = before.sequence?.upperBound, let next = piece.sequence?.lowerBound, next > last &+ 1 &+ across,
            let begin = before.lastTime, let end = piece.first?.time
        else { return border }
        // The last fragment before the gap lasts as long as each of the missing ones.
        let each = max(0, end - begin) / Double(next - last)
        border.gap = .init(at: begin + each, seconds: each * Double(next - last - 1))
        border.isCut = piece.start > 0
        return border
    }

    private static func endsInFragmentHead(_ one: PieceFacts, _ other: PieceFacts) -> Bool {
        let header = (one.ending + other.beginning).prefix(MP4Box.longestHeader)
        guard one.end < one.bytes, case .box(let box) = MP4Box.read(header) else { return false }
        return box.type == "moof"
    }

    private func clusterBorder(_ before: Int, _ index: Int) -> Border {
        let (one, other) = (pieces[before], pieces[index])
        var border = Border()
        guard let end = ends(before), let begin = begins(index, after: end) else {
            border.isCut = PieceFit(one, other) == .none
            return border
        }
        let isGap = begin - end > longestStep
        if isGap { border.gap = .init(at: end, seconds: begin - end) }
        border.isCut = isGap || PieceFit(one, other) == .none
        if border.isCut, let loose = other.loose {
            let base = other.begins.map { $0 - loose.lowerBound } ?? placing.bases[index] ?? end - loose.lowerBound
            border.clusterTime = UInt64(PlainNumber.whole((base / tick).rounded(), atMost: 1 << 62))
        }
        return border
    }

    /// When the last block of a piece is, on the recording's clock.
    private func ends(_ index: Int) -> Double? {
        let piece = pieces[index]
        if let last = piece.lastTime { return last }
        guard let base = placing.bases[index], let tail = piece.tail else { return nil }
        return base + tail.upperBound
    }

    /// When the first block of a piece is: from its own cluster, back over its loose blocks; for a piece without a
    /// cluster from the one it counts from.
    private func begins(_ index: Int, after end: Double) -> Double? {
        let piece = pieces[index]
        if let begins = piece.begins { return begins }
        guard let base = placing.bases[index], let loose = piece.loose else { return nil }
        return base + loose.lowerBound
    }
}

/// How well the bytes of one piece go on with those of another, whatever their times.
enum PieceFit: Int, Comparable {
    /// The element that ends the one is finished exactly where the other is known to go on.
    case exact
    /// Nothing speaks against it.
    case possible
    /// They do not belong together.
    case none

    static func < (one: PieceFit, other: PieceFit) -> Bool { one.rawValue < other.rawValue }

    init(_ one: PieceFacts, _ other: PieceFacts) {
        let rest = one.bytes - one.end
        if rest == 0 {
            self = other.start == 0 ? .exact : .none
            return
        }
        let header = (one.ending + other.beginning).prefix(EBMLElement.longestHeader)
        guard case .element(let element) = EBMLElement.read(header) else {
            self = other.start > 0 ? .possible : .none
            return
        }
        // A cluster's own head is cut: its children follow at once.
        guard element.id != MatroskaID.cluster, let count = element.dataBytes else {
            self = .possible
            return
        }
        let missing = Int64(element.headerBytes) + count - rest
        if missing == other.start {
            self = .exact
        } else if missing >= other.bytes || other.loose == nil && missing <= other.start {
            self = .possible
        } else {
            self = .none
        }
    }
}
