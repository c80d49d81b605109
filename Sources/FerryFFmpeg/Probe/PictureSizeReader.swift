import CFerryFFmpeg

/// Reads the coded sizes of one video track from its key frames. A class so that a source can have many of them.
final class PictureSizeReader {
    private enum Way {
        case vp8
        case vp9
        case parser
        case none
    }

    private let way: Way
    private let parser: ParserHandle?

    init(stream: UnsafeMutablePointer<AVStream>) {
        way = Self.way(stream.pointee.codecpar.pointee.codec_id)
        parser = way == .parser ? ParserHandle(stream: stream) : nil
    }

    private static func way(_ codec: AVCodecID) -> Way {
        switch codec {
        case AV_CODEC_ID_VP8: .vp8
        case AV_CODEC_ID_VP9: .vp9
        case AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1, AV_CODEC_ID_MPEG4: .parser
        default: .none
        }
    }

    /// The size in a packet; `nil` when it is no key frame or states none.
    func size(of packet: borrowing PacketHandle) -> PictureSize? {
        guard packet.pointer.pointee.flags & AV_PKT_FLAG_KEY != 0, let data = packet.pointer.pointee.data else {
            return nil
        }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(data), count: Int(packet.pointer.pointee.size))
        switch way {
        case .vp8: return KeyFrameSize.vp8(bytes)
        case .vp9: return KeyFrameSize.vp9(bytes)
        case .parser: return parser?.size(of: packet)
        case .none: return nil
        }
    }
}
