import CFerryFFmpeg

/// One open encoder.
struct EncoderHandle: ~Copyable {
    let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: PacketHandle

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
    }

    deinit { CodecOpening.close(context) }

    /// Encodes one frame, or with `nil` everything that is still inside.
    ///
    /// - Parameter take: Called with each packet; its contents may be taken.
    func encode(
        _ frame: UnsafeMutablePointer<AVFrame>?, take: (borrowing PacketHandle) throws -> Void
    ) throws {
        try CodecDance.step(
            send: { avcodec_send_frame(context, frame) },
            receive: { avcodec_receive_packet(context, packet.pointer) },
            fault: { throw FFmpegError(call: "avcodec_send_frame", code: $0) },
            take: { try take(packet) })
    }
}
