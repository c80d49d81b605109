import CFerryFFmpeg

/// One packet as the packet log keeps it. Times are ticks of its track's time base.
struct LoggedPacket: Equatable {
    /// Bytes that a decoder must be told beside the packet, such as how many samples to leave out.
    struct SideData: Equatable {
        /// FFmpeg's number of its kind.
        var kind: UInt32
        var bytes: [UInt8]
    }

    var presentation: Int64
    var decoding: Int64
    var duration: Int64
    var flags: Int32
    var data: [UInt8]
    var sideData: [SideData] = []
}

extension LoggedPacket {
    /// Copies a packet.
    init(_ packet: borrowing PacketHandle) {
        let raw = packet.pointer.pointee
        presentation = raw.pts
        decoding = raw.dts
        duration = raw.duration
        flags = raw.flags
        data = Array(UnsafeBufferPointer(start: raw.data, count: Int(raw.size)))
        sideData = (0..<Int(raw.side_data_elems)).map { place in
            let element = raw.side_data[place]
            return SideData(
                kind: element.type.rawValue, bytes: Array(UnsafeBufferPointer(start: element.data, count: element.size))
            )
        }
    }

    /// Fills a packet with a copy.
    func fill(_ packet: borrowing PacketHandle) throws(FFmpegError) {
        packet.clear()
        let raw = packet.pointer
        try FFmpegError.check(av_new_packet(raw, Int32(clamping: data.count)), "av_new_packet")
        data.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memcpy(raw.pointee.data, start, bytes.count) }
        }
        (raw.pointee.pts, raw.pointee.dts) = (presentation, decoding)
        (raw.pointee.duration, raw.pointee.flags) = (duration, flags)
        for element in sideData {
            guard
                let room = av_packet_new_side_data(
                    raw, AVPacketSideDataType(rawValue: element.kind), element.bytes.count)
            else { throw .noMemory("av_packet_new_side_data") }
            element.bytes.withUnsafeBytes { bytes in
                if let start = bytes.baseAddress { memcpy(room, start, bytes.count) }
            }
        }
    }
}
