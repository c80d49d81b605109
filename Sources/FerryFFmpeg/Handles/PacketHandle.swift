import CFerryFFmpeg

/// One `AVPacket` and the bytes it refers to.
struct PacketHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<AVPacket>

    /// An empty packet.
    init() throws(FFmpegError) {
        guard let packet = av_packet_alloc() else { throw .noMemory("av_packet_alloc") }
        pointer = packet
        HandleLedger.born()
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = pointer
        av_packet_free(&packet)
        HandleLedger.died()
    }

    /// Lets the bytes go; the packet can be filled again.
    func clear() { av_packet_unref(pointer) }

    /// Takes over the bytes of another packet, which is empty after.
    func take(from other: borrowing PacketHandle) {
        av_packet_unref(pointer)
        av_packet_move_ref(pointer, other.pointer)
    }
}
