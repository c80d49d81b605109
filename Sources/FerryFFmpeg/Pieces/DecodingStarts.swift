import CFerryFFmpeg

/// The packet at which decoding has to start for a piece: the last key frame that is shown no later than the piece begins,
/// or than the pictures before it that its filters see.
struct DecodingStarts: Equatable, Sendable {
    /// Key frames that are kept in mind; of more, later ones are left out.
    static let limit = 1 << 20

    private let grid: PieceGrid
    private let lead: Int64
    private var keys: [Key] = []

    private struct Key: Equatable {
        var packet: Int
        var time: Int64
    }

    /// Knows no key frame: everything is decoded from the first packet on.
    ///
    /// - Parameter lead: Ticks before each piece that are decoded as well.
    init(grid: PieceGrid, lead: Int64 = 0) {
        self.grid = grid
        self.lead = lead
    }

    /// Takes a key frame.
    ///
    /// - Parameters:
    ///   - packet: Its place among the track's packets.
    ///   - time: When it is shown, in ticks.
    mutating func add(packet: Int, time: Int64) {
        if keys.count < Self.limit { keys.append(Key(packet: packet, time: time)) }
    }

    /// The place of the packet to start at.
    func packet(for piece: Int) -> Int {
        let start = grid.start(of: piece) - lead
        return keys.last { $0.time <= start }?.packet ?? 0
    }
}

/// Reads a picture track without decoding it and keeps its key frames in mind.
final class KeyFrameLane: Lane {
    let sourceIndex: Int
    private let base: AVRational
    private var packets = 0
    private(set) var starts: DecodingStarts

    init(stream: UnsafeMutablePointer<AVStream>, starts: DecodingStarts) {
        sourceIndex = Int(stream.pointee.index)
        base = stream.pointee.time_base
        self.starts = starts
    }

    func take(_ packet: borrowing PacketHandle) {
        let raw = packet.pointer.pointee
        if raw.flags & AV_PKT_FLAG_KEY != 0, raw.pts != ferry_no_time {
            starts.add(packet: packets, time: VideoEncoding.ticks(raw.pts, base))
        }
        packets += 1
    }

    func finish() {}
}
