import CFerryFFmpeg

/// One bitstream parser of FFmpeg, used on whole packets to learn picture sizes without decoding.
struct ParserHandle: ~Copyable {
    private let parser: UnsafeMutablePointer<AVCodecParserContext>
    private let context: UnsafeMutablePointer<AVCodecContext>

    /// A parser for a track; `nil` when FFmpeg has none for its codec.
    init?(stream: UnsafeMutablePointer<AVStream>) {
        guard let parser = av_parser_init(Int32(bitPattern: stream.pointee.codecpar.pointee.codec_id.rawValue))
        else { return nil }
        var made = avcodec_alloc_context3(nil)
        guard let context = made, avcodec_parameters_to_context(context, stream.pointee.codecpar) >= 0 else {
            avcodec_free_context(&made)
            av_parser_close(parser)
            return nil
        }
        parser.pointee.flags |= PARSER_FLAG_COMPLETE_FRAMES
        self.parser = parser
        self.context = context
        HandleLedger.born()
    }

    deinit {
        av_parser_close(parser)
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
        HandleLedger.died()
    }

    /// The size that a packet's headers state; `nil` when they state none.
    func size(of packet: borrowing PacketHandle) -> PictureSize? {
        var output: UnsafeMutablePointer<UInt8>?
        var count: Int32 = 0
        av_parser_parse2(
            parser, context, &output, &count, packet.pointer.pointee.data, packet.pointer.pointee.size,
            ferry_no_time, ferry_no_time, -1)
        let size = PictureSize(width: Int(parser.pointee.width), height: Int(parser.pointee.height))
        return size.width > 0 && size.height > 0 ? size : nil
    }
}
