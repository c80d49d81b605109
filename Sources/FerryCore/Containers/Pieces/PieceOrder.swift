/// Puts the pieces of one recording in order, by what they say themselves. A pure decision.
///
/// The header piece comes first; pieces with a cluster or fragment follow by its time; a piece without one goes where the
/// times of its blocks fit, and where nothing is known, behind the piece it was handed in after. The same piece twice
/// counts once. Where times leap by more than pieces ever do, a piece is missing.
public struct PieceOrder: Sendable, Equatable {
    /// The most pieces of one recording; a browser that gives one each 100 ms needs almost three hours for them.
    public static let maxPieces = 100_000
    /// Seconds by which the times of blocks of two tracks may lie crosswise.
    static let tolerance = 0.3

    /// What is written, in order.
    public private(set) var segments: [Segment] = []
    /// The pieces in order, by their places as handed in.
    public private(set) var order: [Int] = []
    /// Pieces that are there twice, by their places as handed in.
    public private(set) var duplicates: [Int] = []
    /// Where pieces are missing.
    public private(set) var gaps: [Gap] = []
    /// Bytes of pieces that are of no use without the missing ones.
    public private(set) var unusedBytes: Int64 = 0

    /// A run of bytes of the recording.
    public enum Segment: Sendable, Equatable {
        /// Bytes of a piece.
        case piece(Int, Range<Int64>)
        /// Bytes that no piece has: the head of a cluster whose own is missing.
        case made([UInt8])
    }

    /// A place where pieces are missing.
    public struct Gap: Sendable, Hashable, Codable {
        /// When it begins, on the recording's clock, in seconds.
        public var at: Double
        /// How long it is, in seconds.
        public var seconds: Double

        /// Creates a gap.
        public init(at: Double, seconds: Double) {
            self.at = at
            self.seconds = seconds
        }
    }

    /// Orders pieces.
    ///
    /// - Parameter pieces: What each piece says, in the order in which they were handed in.
    /// - Throws: ``FerryError``: `media.noHeader` when no piece has the recording's header, `media.notMedia` when pieces
    ///   belong to different recordings, `source.empty` without any bytes.
    public static func order(_ pieces: [PieceFacts]) throws(FerryError) -> PieceOrder {
        var order = PieceOrder()
        let kept = order.withoutDuplicates(pieces)
        guard !kept.isEmpty else { throw FerryError(.sourceEmpty, "none of the pieces has any bytes") }
        let heads = kept.filter { pieces[$0].header != nil }
        guard let head = heads.first else {
            throw FerryError(
                .mediaNoHeader,
                "none of the \(pieces.count) pieces begins with the recording's header: its first piece is missing",
                next: "add the piece that the recorder gave first")
        }
        guard heads.count == 1 else {
            throw FerryError(
                .mediaNotMedia,
                "the pieces \(heads[0] + 1) and \(heads[1] + 1) both begin a recording: they belong to different ones",
                next: "hand in the pieces of each recording by themselves")
        }
        var placing = PiecePlacing(pieces, head: head)
        order.order = placing.place(kept.filter { $0 != head })
        order.join(pieces, placing)
        return order
    }

    /// Leaves out what is there twice: the same bytes, or the same times; of the latter the longer one stays.
    private mutating func withoutDuplicates(_ pieces: [PieceFacts]) -> [Int] {
        var byHash: Set<String> = []
        var byTime: [String: Int] = [:]
        var kept: [Int] = []
        for (index, piece) in pieces.enumerated() where piece.bytes > 0 {
            guard byHash.insert(piece.sha256).inserted else {
                duplicates.append(index)
                continue
            }
            guard let first = piece.first else {
                kept.append(index)
                continue
            }
            let key = "\(first.time) \(first.offset) \(piece.header != nil) \(piece.sequence?.lowerBound ?? 0)"
            if let other = byTime[key] {
                let worse = pieces[other].bytes >= piece.bytes ? index : other
                duplicates.append(worse)
                guard worse == other else { continue }
                kept.removeAll { $0 == other }
            }
            byTime[key] = index
            kept.append(index)
        }
        return kept
    }

    /// Writes the segments, and finds what is missing between them.
    private mutating func join(_ pieces: [PieceFacts], _ placing: PiecePlacing) {
        var borders = PieceBorders(pieces, placing)
        for (before, index) in zip([Int?](([nil] as [Int?]) + order.map { $0 }), order) {
            let piece = pieces[index]
            guard let before else {
                segments.append(.piece(index, 0..<piece.bytes))
                continue
            }
            let border = borders.border(from: before, to: index)
            if let gap = border.gap { gaps.append(gap) }
            guard border.isCut else {
                segments.append(.piece(index, 0..<piece.bytes))
                continue
            }
            cutEnd(of: before, pieces[before])
            let start = border.clusterTime == nil ? piece.first?.offset ?? piece.start : piece.start
            if let time = border.clusterTime, piece.loose != nil { segments.append(.made(Self.cluster(time))) }
            unusedBytes += start
            if start < piece.bytes { segments.append(.piece(index, start..<piece.bytes)) }
        }
    }

    /// Takes off what the missing piece would have finished.
    private mutating func cutEnd(of index: Int, _ piece: PieceFacts) {
        guard piece.header?.container.isBoxed != true, piece.end > 0, piece.end < piece.bytes,
            case .piece(index, let range) = segments.last, piece.end > range.lowerBound
        else { return }
        unusedBytes += piece.bytes - piece.end
        segments[segments.count - 1] = .piece(index, range.lowerBound..<piece.end)
    }

    /// The head of a cluster of unknown size with that time in ticks.
    private static func cluster(_ ticks: UInt64) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x43, 0xB6, 0x75, 0x01] + [UInt8](repeating: 0xFF, count: 7) + [0xE7, 0x88]
        bytes.appendBigEndian(ticks)
        return bytes
    }
}
