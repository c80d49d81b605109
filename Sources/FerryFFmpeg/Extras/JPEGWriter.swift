import CFerryFFmpeg
import FerryCore

/// Encodes single pictures as JPEG.
enum JPEGWriter {
    /// Quantisers tried in turn until the picture is small enough.
    static let quantisers: [Int32] = [3, 6, 12, 24]

    /// A picture with 8 bits, 4:2:0 and limited range as JPEG; `nil` when it never gets small enough.
    static func encode(_ picture: borrowing FrameHandle, maxBytes: Int) throws -> [UInt8]? {
        let full = try FrameHandle()
        try widen(picture, into: full)
        for quantiser in quantisers {
            let bytes = try encode(full, quantiser: quantiser)
            if !bytes.isEmpty, bytes.count <= maxBytes { return bytes }
        }
        return nil
    }

    /// JPEG has the full range of luma.
    private static func widen(_ picture: borrowing FrameHandle, into full: borrowing FrameHandle) throws {
        let incoming = try FrameHandle()
        try incoming.refer(to: picture)
        let raw = incoming.pointer.pointee
        let graph = try FilterGraphHandle(
            "buffer@in=video_size=\(raw.width)x\(raw.height):pix_fmt=\(raw.format):time_base=1/1,"
                + "scale=in_range=tv:out_range=pc,format=yuvj420p,buffersink@out")
        try graph.filter(incoming.pointer) { out in full.take(from: out) }
    }

    private static func encode(_ picture: borrowing FrameHandle, quantiser: Int32) throws -> [UInt8] {
        let raw = picture.pointer.pointee
        let encoder = try EncoderHandle(name: "mjpeg", options: [:]) { context in
            context.pointee.width = raw.width
            context.pointee.height = raw.height
            context.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
            context.pointee.color_range = AVCOL_RANGE_JPEG
            context.pointee.time_base = AVRational(num: 1, den: 1)
            context.pointee.thread_count = 1
            context.pointee.flags |= AV_CODEC_FLAG_QSCALE
            context.pointee.global_quality = quantiser * FF_QP2LAMBDA
        }
        picture.pointer.pointee.quality = quantiser * FF_QP2LAMBDA
        picture.pointer.pointee.pts = 0
        picture.pointer.pointee.pict_type = AV_PICTURE_TYPE_NONE
        var bytes: [UInt8] = []
        func take(_ packet: borrowing PacketHandle) {
            guard let data = packet.pointer.pointee.data else { return }
            bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(packet.pointer.pointee.size)))
        }
        try encoder.encode(picture.pointer) { take($0) }
        try encoder.encode(nil) { take($0) }
        return bytes
    }
}

extension MediaExtra {
    /// An extra of these bytes.
    init(_ kind: Kind, bytes: [UInt8], storyboard: StoryboardMap? = nil) {
        var text = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        av_base64_encode(&text, Int32(text.count), bytes, Int32(bytes.count))
        let base64 = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.init(kind: kind, base64: base64, storyboard: storyboard)
    }
}
