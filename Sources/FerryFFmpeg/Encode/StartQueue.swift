import CFerryFFmpeg
import FerryCore

/// Reads until each chosen track has shown itself, so that one origin can be taken off all of them.
struct StartQueue: ~Copyable {
    /// Bytes of packets that may wait for a track that does not come.
    static let maxBytes = 16 << 20
    /// Microseconds of media that may be read while waiting.
    static let maxTime: Int64 = 60_000_000

    private var queue = PacketQueueHandle()
    private var earliest: [Int: Int64] = [:]
    private var latest: Int64?
    private var starts: [Int: StartSkip] = [:]

    /// The time in microseconds at which the first frame of any chosen track is shown.
    var origin: Int64 { earliest.values.min() ?? 0 }

    /// Reads ahead.
    ///
    /// - Parameters:
    ///   - tracks: Who is waited for.
    ///   - followers: Whose packets are kept, but not waited for.
    mutating func fill(
        _ input: borrowing InputHandle, tracks: Set<Int>, followers: Set<Int>
    ) throws(FFmpegError) {
        let packet = try PacketHandle()
        while earliest.count < tracks.count, queue.bytes < Self.maxBytes, !hasWaitedLong {
            guard try input.read(packet) else { return }
            let index = Int(packet.pointer.pointee.stream_index)
            guard tracks.contains(index) || followers.contains(index), let stream = input.track(index) else { continue }
            if tracks.contains(index) { note(packet, stream: stream, index: index) }
            try queue.append(packet)
        }
    }

    /// Moves the next packet that waits into the given one; `false` when none waits.
    mutating func next(into packet: borrowing PacketHandle) -> Bool { queue.removeFirst(into: packet) }

    private var hasWaitedLong: Bool {
        guard let latest, let first = earliest.values.min() else { return false }
        return latest - first > Self.maxTime
    }

    private mutating func note(
        _ packet: borrowing PacketHandle, stream: UnsafeMutablePointer<AVStream>, index: Int
    ) {
        let facts = PacketFacts(packet, stream: stream, isFirst: starts[index] == nil)
        guard let stamp = facts.presentation ?? facts.decoding else { return }
        let heard = starts[index, default: StartSkip()].heard(at: stamp, skip: facts.skip)
        guard !facts.isHidden else { return }
        let time = Int64((max(-1e12, min(heard, 1e12)) * 1_000_000).rounded())
        earliest[index] = min(earliest[index] ?? time, time)
        latest = max(latest ?? time, time)
    }
}
