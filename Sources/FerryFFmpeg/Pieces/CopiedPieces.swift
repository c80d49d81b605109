import CFerryFFmpeg
import FerryCore

/// Packets that are kept as they are go into the packet log in pieces of bounded size, beside those that are encoded.
final class CopiedPieces: PacketSink {
    /// Bytes of packets after which a piece ends.
    static let maxBytes = 4 << 20

    private let track: Int
    private let log: PacketLog
    private let made: Set<Int>
    private var packets: [LoggedPacket] = []
    private var bytes = 0
    /// How many pieces were finished.
    private(set) var count = 0

    init(track: Int, log: PacketLog) {
        self.track = track
        self.log = log
        made = log.pieces(of: track)
    }

    func write(_ packet: borrowing PacketHandle, base: AVRational) throws {
        packets.append(LoggedPacket(packet))
        bytes += Int(packet.pointer.pointee.size)
        packet.clear()
        if bytes >= Self.maxBytes { try endPiece() }
    }

    /// Writes down what waits.
    func finish() throws {
        if !packets.isEmpty { try endPiece() }
    }

    private func endPiece() throws {
        if !made.contains(count) {
            try log.append(PieceRecord(track: track, index: count, packets: packets, facts: PieceMeasures()))
        }
        count += 1
        packets.removeAll()
        bytes = 0
    }
}
