import CFerryFFmpeg

/// Packets that wait, first in, first out.
struct PacketQueueHandle: ~Copyable {
    private var waiting: [UnsafeMutablePointer<AVPacket>] = []
    private var head = 0
    /// Bytes of all packets that wait.
    private(set) var bytes = 0

    init() { HandleLedger.born() }

    deinit {
        for packet in waiting[head...] { Self.free(packet) }
        HandleLedger.died()
    }

    /// Puts a packet at the end; the given one is empty after.
    mutating func append(_ packet: borrowing PacketHandle) throws(FFmpegError) {
        guard let kept = av_packet_alloc() else { throw .noMemory("av_packet_alloc") }
        av_packet_move_ref(kept, packet.pointer)
        bytes += Int(kept.pointee.size)
        waiting.append(kept)
    }

    /// Moves the oldest packet into the given one; `false` when none waits.
    mutating func removeFirst(into packet: borrowing PacketHandle) -> Bool {
        guard head < waiting.count else { return false }
        let first = waiting[head]
        head += 1
        bytes -= Int(first.pointee.size)
        packet.clear()
        av_packet_move_ref(packet.pointer, first)
        Self.free(first)
        if head == waiting.count {
            waiting.removeAll()
            head = 0
        }
        return true
    }

    private static func free(_ packet: UnsafeMutablePointer<AVPacket>) {
        var packet: UnsafeMutablePointer<AVPacket>? = packet
        av_packet_free(&packet)
    }
}
