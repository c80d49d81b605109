/// One piece of one track of the rendition: packets that need none before them, and what was measured as they were made.
struct PieceRecord: Equatable {
    /// The track's place in the rendition.
    var track: Int
    /// The piece's place in the track, from 0.
    var index: Int
    /// The packets in decoding order.
    var packets: [LoggedPacket]
    /// What was measured.
    var facts: PieceFacts
}

/// What was measured while a piece was made. Facts of pieces that follow each other can be put together.
struct PieceFacts: Equatable, Codable {
    /// What was counted.
    var tally = LaneTally()
    /// How close the pictures are to those that were encoded; `nil` where that was not measured.
    var quality: QualityTally?

    /// Adds what was measured on the next piece.
    mutating func append(_ next: PieceFacts) {
        tally.append(next.tally)
        guard let more = next.quality else { return }
        if quality?.merge(more) == nil { quality = more }
    }
}

/// What is known of a track once all its pieces are made.
struct TrackEnd: Equatable, Codable {
    /// How many pieces it has.
    var pieces: Int
    /// What was counted over the whole source, beside what stands in the pieces.
    var facts = PieceFacts()
    /// What the source lacks.
    var shortfall = SourceShortfall()
}
