import CFerryFFmpeg

/// One open encoder.
struct EncoderHandle: ~Copyable {
    let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: PacketHandle
    private let name: String
    private let feeding = Feeding()

    /// Whether the encoder was ever given anything.
    private final class Feeding {
        var hasBegun = false
    }

    /// Opens an encoder.
    ///
    /// - Parameters:
    ///   - name: FFmpeg's name of it.
    ///   - options: Its private options; one that it does not know is an error.
    ///   - configure: Sets what is the same for all encoders.
    init(
        name: String, options: KeyValuePairs<String, String>,
        configure: (UnsafeMutablePointer<AVCodecContext>) -> Void
    ) throws(FFmpegError) {
        guard let codec = avcodec_find_encoder_by_name(name) else {
            throw FFmpegError(call: "avcodec_find_encoder_by_name(\(name))", code: ferry_error_not_found)
        }
        let packet = try PacketHandle()
        let context = try CodecOpening.open(codec, options: options) { context in
            configure(context)
            return 0
        }
        self.packet = packet
        self.context = context
        self.name = name
    }

    deinit {
        if !feeding.hasBegun, Self.mustBeFed.contains(name) { feedOnePicture() }
        CodecOpening.close(context)
    }

    /// Encoders that wait for ever when they are closed before their first picture: SVT-AV1 1.4, seen on Debian 12.
    private static let mustBeFed: Set<String> = ["libsvtav1"]

    private func feedOnePicture() {
        guard let picture = try? FrameHandle() else { return }
        picture.pointer.pointee.width = context.pointee.width
        picture.pointer.pointee.height = context.pointee.height
        picture.pointer.pointee.format = context.pointee.pix_fmt.rawValue
        guard av_frame_get_buffer(picture.pointer, 0) >= 0 else { return }
        picture.pointer.pointee.pts = 0
        avcodec_send_frame(context, picture.pointer)
    }

    /// Encodes one frame, or with `nil` everything that is still inside.
    ///
    /// - Parameter take: Called with each packet; its contents may be taken.
    func encode(
        _ frame: UnsafeMutablePointer<AVFrame>?, take: (borrowing PacketHandle) throws -> Void
    ) throws {
        // Draining an encoder that holds nothing gives nothing, and some never come back from it.
        if frame == nil, !feeding.hasBegun { return }
        feeding.hasBegun = true
        try CodecDance.step(
            send: { avcodec_send_frame(context, frame) },
            receive: { avcodec_receive_packet(context, packet.pointer) },
            fault: { throw FFmpegError(call: "avcodec_send_frame", code: $0) },
            take: { try take(packet) })
    }
}
