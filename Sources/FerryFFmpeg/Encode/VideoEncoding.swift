import CFerryFFmpeg
import FerryCore

/// Opens the video encoder that the settings ask for.
enum VideoEncoding {
    /// Ticks of a second in everything between decoder and muxer: fine enough for any recorder's stamps.
    static let ticksPerSecond: Int64 = 90_000
    /// The smallest side that SVT-AV1 takes, in pixels.
    static let smallestAV1Side = 64

    /// An open encoder for one track.
    ///
    /// - Parameters:
    ///   - settings: What to make.
    ///   - parameters: The source's track, for its colours.
    ///   - globalHeader: Whether the container holds the headers.
    static func open(
        _ settings: VideoSettings, parameters: AVCodecParameters, globalHeader: Bool
    ) throws(FFmpegError) -> EncoderHandle {
        try EncoderHandle(name: encoderName(settings.codec), options: options(settings)) { context in
            context.pointee.width = Int32(settings.width)
            context.pointee.height = Int32(settings.height)
            context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
            context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
            context.pointee.time_base = AVRational(num: 1, den: Int32(ticksPerSecond))
            // Only a guide for levels and buffers; frames keep their own times.
            context.pointee.framerate = av_d2q(settings.maxFrameRate, 1001)
            context.pointee.rc_max_rate = Int64(settings.maxRate)
            context.pointee.rc_buffer_size = settings.maxRate > 0 ? Int32(clamping: settings.bufferSize) : 0
            context.pointee.gop_size = Int32(clamping: settings.keyFrameInterval)
            context.pointee.keyint_min = Int32(clamping: settings.keyFrameInterval)
            context.pointee.thread_count = Int32(clamping: settings.threads)
            if globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
            setColours(context, parameters)
        }
    }

    /// FFmpeg's name of the encoder for a codec.
    static func encoderName(_ codec: VideoSettings.Codec) -> String {
        switch codec {
        case .h264: "libx264"
        case .av1: "libsvtav1"
        }
    }

    /// FFmpeg's number of the codec that the settings ask for.
    static func codec(_ settings: VideoSettings) -> AVCodecID {
        switch settings.codec {
        case .h264: AV_CODEC_ID_H264
        case .av1: AV_CODEC_ID_AV1
        }
    }

    /// Why the encoder cannot take the sides; `nil` when it can.
    static func sidesFault(_ settings: VideoSettings) -> String? {
        let size = "\(settings.width)x\(settings.height)"
        guard settings.width > 0, settings.height > 0, settings.width % 2 == 0, settings.height % 2 == 0 else {
            return "\(settings.codec.rawValue) needs even sides, not \(size)"
        }
        guard settings.codec == .av1, min(settings.width, settings.height) < smallestAV1Side else { return nil }
        return "SVT-AV1 needs sides of at least \(smallestAV1Side) pixels, not \(size)"
    }

    /// The encoder's private options. SVT-AV1 spreads its work over as many processors as `lp` says, all of them
    /// without it, and must not pin itself to some: pieces are encoded side by side.
    private static func options(_ settings: VideoSettings) -> KeyValuePairs<String, String> {
        switch settings.codec {
        case .h264:
            [
                "preset": settings.speed, "profile": "high", "crf": "\(settings.crf)", "sc_threshold": "40",
                "x264-params": "aq-mode=3:open-gop=0",
            ]
        case .av1:
            [
                "preset": settings.speed, "crf": "\(Int(settings.crf.rounded()))",
                "svtav1-params": "tune=0:pin=0" + (settings.threads > 0 ? ":lp=\(settings.threads)" : ""),
            ]
        }
    }

    private static func setColours(_ context: UnsafeMutablePointer<AVCodecContext>, _ source: AVCodecParameters) {
        let colour = PictureColour(track: source).target
        context.pointee.color_range = AVCOL_RANGE_MPEG
        context.pointee.color_primaries = colour.primaries
        context.pointee.color_trc = colour.transfer
        context.pointee.colorspace = colour.matrix
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
