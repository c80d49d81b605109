import CFerryFFmpeg

/// One open decoder.
///
/// A WebM that can be seen through keeps its alpha beside each frame, which libvpx reads and FFmpeg's own decoders of VP8 and
/// VP9 leave out. Browsers announce alpha for every recording, so the first key frame that really has one decides; without
/// libvpx such a picture is shown as if it were opaque.
struct DecoderHandle: ~Copyable {
    private let context: UnsafeMutablePointer<AVCodecContext>
    /// The decoder for frames with alpha, where the container announces them.
    private let alpha: UnsafeMutablePointer<AVCodecContext>?
    private let choice = Choice()
    private let frame: FrameHandle
    /// The shape of samples that the container names; 0/1 where it names none.
    private let aspect: AVRational

    /// Which decoder is at work. A class because decoding changes nothing else of the handle.
    private final class Choice { var isAlpha = false }

    /// Opens the decoder of a track.
    ///
    /// - Parameters:
    ///   - stream: The track.
    ///   - maxPixels: Pictures with more pixels are errors before memory is taken for them.
    ///   - threads: 0 lets the decoder choose.
    init(stream: UnsafeMutablePointer<AVStream>, maxPixels: Int, threads: Int32) throws(FFmpegError) {
        let configure: (UnsafeMutablePointer<AVCodecContext>) -> Int32 = { context in
            context.pointee.pkt_timebase = stream.pointee.time_base
            context.pointee.thread_count = threads
            return avcodec_parameters_to_context(context, stream.pointee.codecpar)
        }
        let frame = try FrameHandle()
        let codec = avcodec_find_decoder(stream.pointee.codecpar.pointee.codec_id)
        context = try Self.open(codec, maxPixels: maxPixels, configure: configure)
        self.frame = frame
        aspect = stream.pointee.sample_aspect_ratio
        alpha = Self.alphaDecoder(of: stream).flatMap {
            try? Self.open($0, maxPixels: maxPixels, configure: configure)
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
        let frame = try FrameHandle()
        let codec = avcodec_find_decoder(encoder.pointee.codec_id)
        // Decoders work on whole blocks beyond the picture's edge.
        context = try Self.open(codec, maxPixels: 2 * pixels + 65_536) { context in
            context.pointee.pkt_timebase = encoder.pointee.time_base
            context.pointee.thread_count = 1
            return avcodec_parameters_to_context(context, made)
        }
        self.frame = frame
        aspect = AVRational(num: 0, den: 1)
        alpha = nil
    }

    deinit {
        CodecOpening.close(context)
        if let alpha { CodecOpening.close(alpha) }
    }

    private static func open(
        _ codec: UnsafePointer<AVCodec>?, maxPixels: Int,
        configure: (UnsafeMutablePointer<AVCodecContext>) -> Int32
    ) throws(FFmpegError) -> UnsafeMutablePointer<AVCodecContext> {
        guard let codec, CodecPolicy.mayDecode(String(cString: codec.pointee.name)) else {
            throw FFmpegError(call: "avcodec_find_decoder", code: ferry_error_not_found)
        }
        return try CodecOpening.open(
            codec, options: ["max_pixels": "\(maxPixels)", "codec_whitelist": CodecPolicy.decoders],
            configure: configure)
    }

    private static func alphaDecoder(of stream: UnsafeMutablePointer<AVStream>) -> UnsafePointer<AVCodec>? {
        let entry = av_dict_get(stream.pointee.metadata, "alpha_mode", nil, 0)
        guard let entry, String(cString: entry.pointee.value) == "1" else { return nil }
        switch stream.pointee.codecpar.pointee.codec_id {
        case AV_CODEC_ID_VP8: return avcodec_find_decoder_by_name("libvpx")
        case AV_CODEC_ID_VP9: return avcodec_find_decoder_by_name("libvpx-vp9")
        default: return nil
        }
    }

    /// Decodes one packet, or with `nil` everything that is still inside.
    ///
    /// - Parameters:
    ///   - packet: What to decode.
    ///   - take: Called with each frame; it may be changed and its contents taken.
    /// - Returns: How many faults the decoder reported; damaged media is not an error.
    func decode(
        _ packet: UnsafeMutablePointer<AVPacket>?, take: (borrowing FrameHandle) throws -> Void
    ) throws -> Int {
        guard let alpha else { return try step(context, packet, take: take) }
        var faults = 0
        if !choice.isAlpha, let packet, ferry_packet_has_alpha(packet) != 0 {
            faults += try step(context, nil, take: take)
            choice.isAlpha = true
        }
        return try faults + step(choice.isAlpha ? alpha : context, packet, take: take)
    }

    private func step(
        _ context: UnsafeMutablePointer<AVCodecContext>, _ packet: UnsafeMutablePointer<AVPacket>?,
        take: (borrowing FrameHandle) throws -> Void
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
                if context.pointee.codec_type == AVMEDIA_TYPE_VIDEO {
                    frame.completePicture(container: aspect, codec: context.pointee.codec_id)
                }
                try take(frame)
            })
        return faults
    }

    /// Forgets everything inside, before a jump.
    func flush() {
        avcodec_flush_buffers(context)
        if let alpha { avcodec_flush_buffers(alpha) }
        choice.isAlpha = false
    }
}

extension FrameHandle {
    /// Whether the decoder had to guess parts of it.
    var isDamaged: Bool {
        pointer.pointee.decode_error_flags != 0 || pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
    }
}
