import FerryCore

/// One piece of one track of the rendition: packets that need none before them, and what was measured as they were made.
struct PieceRecord: Equatable {
    /// The track's place in the rendition.
    var track: Int
    /// The piece's place in the track, from 0.
    var index: Int
    /// The packets in decoding order.
    var packets: [LoggedPacket]
    /// What was measured.
    var facts: PieceMeasures
}

/// What was measured while a piece was made. Facts of pieces that follow each other can be put together.
struct PieceMeasures: Equatable, Codable {
    /// What was counted.
    var tally = LaneTally()
    /// How close the pictures are to those that were encoded; `nil` where that was not measured.
    var quality: QualityTally?
    /// Bytes of the packets.
    var bytes: Int64 = 0
    /// Whether the encoder kept the packets below the highest rate.
    var isCapped = false
    /// What hearing all the sound gave; stands at the end of a sound track.
    var sound: SoundTally?

    /// Adds what was measured on the next piece.
    mutating func append(_ next: PieceMeasures) {
        tally.append(next.tally)
        bytes += next.bytes
        isCapped = isCapped || next.isCapped
        sound = next.sound ?? sound
        guard let more = next.quality else { return }
        if quality?.merge(more) == nil { quality = more }
    }

    /// Whether the packets are more than the highest rate allows over their time, with a buffer that was nearly full.
    func exceeds(_ settings: VideoSettings) -> Bool {
        guard settings.maxRate > 0, !isCapped else { return false }
        let room = Double(settings.maxRate) * tally.output.seconds + 0.9 * Double(settings.bufferSize)
        return Double(bytes) * 8 > room
    }
}

/// What is known of a track once all its pieces are made.
struct TrackEnd: Equatable, Codable {
    /// The indices of its pieces, rising. Pieces without a packet, as in a long pause, are none.
    var pieces: [Int]
    /// What was counted over the whole source, beside what stands in the pieces.
    var facts = PieceMeasures()
    /// What the source lacks.
    var shortfall = SourceShortfall()
}
