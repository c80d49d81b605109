import CFerryFFmpeg
import FerryCore

/// Turns packets of one track of text into packets of another codec. What is kept is the text; styles are, as far as the
/// codec knows them.
struct TextTranscoder: ~Copyable {
    /// Ticks of a second of what comes out.
    static let base = AVRational(num: 1, den: 1000)
    /// Bytes of one cue at most; what does not fit is a fault.
    static let maxCueBytes = 64 << 10

    /// One cue, written.
    struct Cue {
        var bytes: [UInt8]
        /// How long it is shown in milliseconds, as the text itself says; 0 when it does not.
        var duration: Int64
    }

    private let decoder: UnsafeMutablePointer<AVCodecContext>
    /// Says what the track looks like, for the muxer.
    let encoder: EncoderHandle

    /// Opens both ends for a track.
    init(
        stream: UnsafeMutablePointer<AVStream>, codec: SubtitleCodec, globalHeader: Bool
    ) throws(FFmpegError) {
        guard let found = avcodec_find_decoder(stream.pointee.codecpar.pointee.codec_id),
            CodecPolicy.mayDecode(String(cString: found.pointee.name))
        else { throw FFmpegError(call: "avcodec_find_decoder", code: ferry_error_not_found) }
        let decoder = try CodecOpening.open(found, options: ["codec_whitelist": CodecPolicy.decoders]) { context in
            context.pointee.pkt_timebase = stream.pointee.time_base
            return avcodec_parameters_to_context(context, stream.pointee.codecpar)
        }
        do throws(FFmpegError) {
            encoder = try EncoderHandle(name: codec.rawValue, options: [:]) { context in
                context.pointee.time_base = Self.base
                if globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
                Self.copyHeader(from: decoder, to: context)
            }
        } catch {
            CodecOpening.close(decoder)
            throw error
        }
        self.decoder = decoder
    }

    deinit { CodecOpening.close(decoder) }

    /// FFmpeg's number of a codec.
    static func id(_ codec: SubtitleCodec) -> AVCodecID {
        switch codec {
        case .movText: AV_CODEC_ID_MOV_TEXT
        case .webvtt: AV_CODEC_ID_WEBVTT
        case .subrip: AV_CODEC_ID_SUBRIP
        }
    }

    /// Encoders of text need the styles that the decoder found; the context frees its copy.
    private static func copyHeader(
        from decoder: UnsafeMutablePointer<AVCodecContext>, to encoder: UnsafeMutablePointer<AVCodecContext>
    ) {
        let count = Int(decoder.pointee.subtitle_header_size)
        guard count > 0, let header = decoder.pointee.subtitle_header, let copy = av_mallocz(count + 1) else { return }
        copy.copyMemory(from: header, byteCount: count)
        encoder.pointee.subtitle_header = copy.assumingMemoryBound(to: UInt8.self)
        encoder.pointee.subtitle_header_size = Int32(clamping: count)
    }

    /// The cue in a packet; `nil` where it holds none, as MP4 fills pauses.
    func convert(_ packet: borrowing PacketHandle) throws(FFmpegError) -> Cue? {
        var text = AVSubtitle()
        var isThere: Int32 = 0
        try FFmpegError.check(
            avcodec_decode_subtitle2(decoder, &text, &isThere, packet.pointer), "avcodec_decode_subtitle2")
        defer { avsubtitle_free(&text) }
        guard isThere != 0, text.num_rects > 0 else { return nil }
        let isTimed = text.end_display_time != .max && text.end_display_time > text.start_display_time
        let duration = isTimed ? Int64(text.end_display_time - text.start_display_time) : 0
        text.start_display_time = 0
        var written: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.maxCueBytes) { buffer, count in
            written = avcodec_encode_subtitle(encoder.context, buffer.baseAddress, Int32(Self.maxCueBytes), &text)
            count = Int(max(0, written))
        }
        try FFmpegError.check(written, "avcodec_encode_subtitle")
        return bytes.isEmpty ? nil : Cue(bytes: bytes, duration: duration)
    }
}
