import CFerryFFmpeg

/// What a packet says about itself, in seconds and bytes.
struct PacketFacts: Equatable {
    /// When it is shown.
    var presentation: Double?
    /// When it is decoded.
    var decoding: Double?
    /// How long it lasts; 0 when it does not say.
    var duration: Double = 0
    /// Seconds from its start on that the decoder throws away, over this packet and those after.
    var skip: Double = 0
    /// Bytes of payload.
    var bytes: Int = 0
    /// The byte of the source at which it begins; `nil` when the demuxer does not say.
    var position: Int64?
    /// Whether decoding can start here.
    var isKey = false
    /// Whether it is decoded but never shown, as an edit list asks.
    var isHidden = false
}

extension PacketFacts {
    /// Reads a packet of a track.
    ///
    /// - Parameter isFirst: Whether it is the track's first; a codec's own delay counts there.
    init(_ packet: borrowing PacketHandle, stream: UnsafeMutablePointer<AVStream>, isFirst: Bool) {
        let raw = packet.pointer.pointee
        let base = stream.pointee.time_base
        self.init(
            presentation: PacketTime.seconds(raw.pts, base),
            decoding: PacketTime.seconds(raw.dts, base),
            duration: PacketTime.seconds(max(0, raw.duration), base) ?? 0,
            skip: PacketTime.skippedSeconds(packet, stream: stream, isFirst: isFirst),
            bytes: Int(raw.size), position: raw.pos >= 0 ? raw.pos : nil,
            isKey: raw.flags & AV_PKT_FLAG_KEY != 0,
            isHidden: raw.flags & AV_PKT_FLAG_DISCARD != 0)
    }
}
