import CFerryFFmpeg
import FerryCore

/// Where the finished packets of one track go.
protocol PacketSink: AnyObject {
    /// Takes a packet, which is empty after.
    ///
    /// - Parameter base: The time base of its times.
    func write(_ packet: borrowing PacketHandle, base: AVRational) throws
}

/// Packets go into the container at once.
final class MuxedTrack: PacketSink {
    private let muxing: Muxing
    private let track: Int

    init(_ muxing: Muxing, track: Int) {
        self.muxing = muxing
        self.track = track
    }

    func write(_ packet: borrowing PacketHandle, base: AVRational) throws {
        try muxing.write(packet, track: track, base: base)
    }
}
