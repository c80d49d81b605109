import CFerryFFmpeg
import FerryCore

/// Tries whether a jump to the middle of a rendition gives a frame near it.
struct SeekTrial {
    /// How far in seconds the key frame may lie after the middle, or the sound before it.
    static let tolerance = 1.0

    /// The rendition.
    var source: MediaSource

    /// Jumps and decodes the first frame after.
    func passes(tracks: [MediaCheckResult.CheckedTrack]) throws -> Bool {
        guard let end = tracks.map(\.lastSeconds).max(), end > 0 else { return false }
        let middle = end / 2
        let input = try MediaOpener.open(source)
        let target = Int64(middle * Double(AV_TIME_BASE))
        guard avformat_seek_file(input.context, -1, Int64.min, target, target, 0) >= 0 else { return false }
        let packet = try PacketHandle()
        guard try input.read(packet) else { return false }
        guard let stream = input.track(Int(packet.pointer.pointee.stream_index)),
            let found = PacketFacts(packet, stream: stream, isFirst: false).presentation
        else { return false }
        return found <= middle + Self.tolerance && packet.pointer.pointee.flags & AV_PKT_FLAG_KEY != 0
    }
}
