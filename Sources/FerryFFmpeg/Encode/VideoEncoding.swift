import CFerryFFmpeg
import FerryCore

/// Opens libx264 as the settings ask.
enum VideoEncoding {
    /// Ticks of a second in everything between decoder and muxer: fine enough for any recorder's stamps.
    static let ticksPerSecond: Int64 = 90_000

    /// An open encoder for one track.
    ///
    /// - Parameters:
    ///   - settings: What to make.
    ///   - parameters: The source's track, for its colours.
    ///   - globalHeader: Whether the container holds the headers.
    static func open(
        _ settings: H264Settings, parameters: AVCodecParameters, globalHeader: Bool
    ) throws(FFmpegError) -> EncoderHandle {
        try EncoderHandle(
            name: "libx264",
            options: [
                "preset": settings.speed, "profile": "high", "crf": "\(settings.crf)", "sc_threshold": "40",
                "x264-params": "aq-mode=3:open-gop=0",
            ]
        ) { context in
            context.pointee.width = Int32(settings.width)
            context.pointee.height = Int32(settings.height)
            context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
            context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
            context.pointee.time_base = AVRational(num: 1, den: Int32(ticksPerSecond))
            // Only a guide for levels and buffers; frames keep their own times.
            context.pointee.framerate = av_d2q(settings.maxFrameRate, 1001)
            context.pointee.rc_max_rate = Int64(settings.maxRate)
            context.pointee.rc_buffer_size = Int32(clamping: settings.bufferSize)
            context.pointee.gop_size = Int32(clamping: settings.keyFrameInterval)
            context.pointee.keyint_min = Int32(clamping: settings.keyFrameInterval)
            context.pointee.thread_count = Int32(clamping: settings.threads)
            if globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
            setColours(context, parameters)
        }
    }

    /// Passes the source's colours on. VP8 is BT.601 by RFC 6386 section 9.2, which players guess wrong above 576 lines
    /// when nothing says so; HDR has been mapped to BT.709 by then.
    private static func setColours(_ context: UnsafeMutablePointer<AVCodecContext>, _ source: AVCodecParameters) {
        context.pointee.color_range = AVCOL_RANGE_MPEG
        if source.color_trc == AVCOL_TRC_SMPTE2084 || source.color_trc == AVCOL_TRC_ARIB_STD_B67 {
            context.pointee.color_primaries = AVCOL_PRI_BT709
            context.pointee.color_trc = AVCOL_TRC_BT709
            context.pointee.colorspace = AVCOL_SPC_BT709
            return
        }
        context.pointee.color_primaries = source.color_primaries
        context.pointee.color_trc = source.color_trc
        context.pointee.colorspace = source.color_space == AVCOL_SPC_RGB ? AVCOL_SPC_UNSPECIFIED : source.color_space
        if source.codec_id == AV_CODEC_ID_VP8, source.color_space == AVCOL_SPC_UNSPECIFIED {
            context.pointee.colorspace = AVCOL_SPC_SMPTE170M
        }
    }
}

extension VideoEncoding {
    /// Ticks of another time base as ours.
    static func ticks(_ time: Int64, _ base: AVRational) -> Int64 {
        av_rescale_q(time, base, AVRational(num: 1, den: Int32(ticksPerSecond)))
    }

    /// Our ticks as seconds.
    static func seconds(_ ticks: Int64) -> Double { Double(ticks) / Double(ticksPerSecond) }
}
