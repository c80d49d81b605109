import FerryCore

/// Pieces of a recording, cut anywhere, in any order, doubled or missing, are each used once, and no byte is invented or
/// lost without being counted.
///
/// The first bytes of an input say where it is cut and in which order its pieces are handed in.
enum PiecePromises {
    /// The most pieces: what is compared grows with their square.
    private static let mostPieces = 24

    static func check(_ input: [UInt8]) {
        guard let count = input.first.map({ Int($0) % mostPieces + 1 }), input.count > 2 * count + 1 else { return }
        let (cuts, picks) = (input[1...count], input[(count + 1)...(2 * count)])
        let pieces = cut(Array(input.dropFirst(2 * count + 1)), cuts)
        // A pick beyond the pieces leaves one out; the same pick twice hands one in twice.
        let handed = picks.map { Int($0) % (pieces.count + 1) }.filter { $0 < pieces.count }.map { pieces[$0] }
        check(pieces: handed)
    }

    private static func cut(_ bytes: [UInt8], _ cuts: ArraySlice<UInt8>) -> [[UInt8]] {
        let shares = cuts.map { Int($0) + 1 }
        let total = shares.reduce(0, +)
        var (place, sum) = (0, 0)
        return shares.map { share in
            sum += share
            let end = bytes.count * sum / total
            defer { place = end }
            return Array(bytes[place..<end])
        }
    }

    private static func check(pieces: [[UInt8]]) {
        let sources = pieces.map { MemoryByteSource($0) }
        let header = sources.lazy.compactMap { (try? PieceFacts.read($0, sha256: ""))?.header }.first
        let facts = zip(sources, pieces).compactMap { source, piece in
            try? PieceFacts.read(source, sha256: "\(piece.hashValue)", header: header)
        }
        FuzzTarget.require(facts.count == pieces.count, "a piece in memory could not be read")
        guard let order = try? PieceOrder.order(facts) else { return }
        let named = (order.order + order.duplicates).sorted()
        FuzzTarget.require(Set(named).count == named.count, "a piece is named twice")
        FuzzTarget.require(named == pieces.indices.filter { !pieces[$0].isEmpty }, "a piece is not accounted for")
        var used: Int64 = 0
        for case .piece(let index, let range) in order.segments {
            FuzzTarget.require(
                order.order.contains(index) && range.lowerBound >= 0 && range.upperBound <= Int64(pieces[index].count),
                "a segment beyond its piece")
            used += Int64(range.count)
        }
        let kept = order.order.reduce(Int64(0)) { $0 + Int64(pieces[$1].count) }
        FuzzTarget.require(used + order.unusedBytes == kept, "\(used) used and \(order.unusedBytes) unused of \(kept)")
        for gap in order.gaps {
            FuzzTarget.require(gap.at.isFinite && gap.seconds.isFinite && gap.seconds >= 0, "a gap of \(gap.seconds) s")
        }
    }
}
