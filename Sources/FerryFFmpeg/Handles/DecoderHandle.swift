import CFerryFFmpeg

/// One open decoder.
struct DecoderHandle: ~Copyable {
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: FrameHandle

    /// Opens the decoder of a track.
    ///
    /// - Parameters:
    ///   - stream: The track.
    ///   - maxPixels: Pictures with more pixels are errors before memory is taken for them.
    ///   - threads: 0 lets the decoder choose.
    init(stream: UnsafeMutablePointer<AVStream>, maxPixels: Int, threads: Int32) throws(FFmpegError) {
        try self.init(stream.pointee.codecpar.pointee.codec_id, maxPixels: maxPixels) { context in
            context.pointee.pkt_timebase = stream.pointee.time_base
            context.pointee.thread_count = threads
            return avcodec_parameters_to_context(context, stream.pointee.codecpar)
        }
    }

    /// Opens the decoder for the packets that an open video encoder gives, with one thread, so that no picture waits for
    /// the next one's packet.
    init(readingBack encoder: UnsafeMutablePointer<AVCodecContext>) throws(FFmpegError) {
        let pixels = Int(encoder.pointee.width) * Int(encoder.pointee.height)
        var parameters = avcodec_parameters_alloc()
        guard let made = parameters else { throw .noMemory("avcodec_parameters_alloc") }
        defer { avcodec_parameters_free(&parameters) }
        try FFmpegError.check(avcodec_parameters_from_context(made, encoder), "avcodec_parameters_from_context")
        // Decoders work on whole blocks beyond the picture's edge.
        try self.init(encoder.pointee.codec_id, maxPixels: 2 * pixels + 65_536) { context in
            context.pointee.pkt_timebase = encoder.pointee.time_base
            context.pointee.thread_count = 1
            return avcodec_parameters_to_context(context, made)
        }
    }

    private init(
        _ id: AVCodecID, maxPixels: Int, configure: (UnsafeMutablePointer<AVCodecContext>) -> Int32
    ) throws(FFmpegError) {
        guard let codec = avcodec_find_decoder(id), CodecPolicy.mayDecode(String(cString: codec.pointee.name))
        else { throw FFmpegError(call: "avcodec_find_decoder", code: ferry_error_not_found) }
        let frame = try FrameHandle()
        let context = try CodecOpening.open(
            codec, options: ["max_pixels": "\(maxPixels)", "codec_whitelist": CodecPolicy.decoders],
            configure: configure)
        self.frame = frame
        self.context = context
    }

    deinit { CodecOpening.close(context) }

    /// Decodes one packet, or with `nil` everything that is still inside.
    ///
    /// - Parameters:
    ///   - packet: What to decode.
    ///   - take: Called with each frame; it may be changed and its contents taken.
    /// - Returns: How many faults the decoder reported; damaged media is not an error.
    func decode(
        _ packet: UnsafeMutablePointer<AVPacket>?, take: (borrowing FrameHandle) throws -> Void
    ) throws -> Int {
        var faults = 0
        try CodecDance.step(
            send: { avcodec_send_packet(context, packet) },
            receive: { avcodec_receive_frame(context, frame.pointer) },
            fault: { code in
                guard code != ferry_error_no_memory else { throw FFmpegError.noMemory("avcodec_receive_frame") }
                faults += 1
            },
            take: {
                if frame.isDamaged { faults += 1 }
                try take(frame)
            })
        return faults
    }

    /// Forgets everything inside, before a jump.
    func flush() { avcodec_flush_buffers(context) }
}

extension FrameHandle {
    /// Whether the decoder had to guess parts of it.
    var isDamaged: Bool {
        pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
    }
}
