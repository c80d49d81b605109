import CFerryFFmpeg
import FerryCore

/// Opens audio encoders as the settings ask.
enum AudioEncoding {
    /// An open encoder for one track.
    static func open(_ settings: AudioSettings, globalHeader: Bool) throws(FFmpegError) -> EncoderHandle {
        try EncoderHandle(name: name(settings.codec), options: options(settings.codec)) { context in
            context.pointee.bit_rate = Int64(settings.bitRate)
            context.pointee.sample_rate = Int32(settings.sampleRate)
            context.pointee.sample_fmt = format(settings.codec)
            context.pointee.time_base = AVRational(num: 1, den: Int32(settings.sampleRate))
            av_channel_layout_default(&context.pointee.ch_layout, Int32(settings.channels))
            if globalHeader { context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
        }
    }

    /// The samples that the encoder takes.
    static func format(_ codec: AudioSettings.Codec) -> AVSampleFormat {
        switch codec {
        case .aac: AV_SAMPLE_FMT_FLTP
        case .opus: AV_SAMPLE_FMT_FLT
        }
    }

    private static func name(_ codec: AudioSettings.Codec) -> String {
        switch codec {
        case .aac: "aac"
        case .opus: "libopus"
        }
    }

    private static func options(_ codec: AudioSettings.Codec) -> KeyValuePairs<String, String> {
        switch codec {
        case .aac: [:]
        case .opus: ["application": "voip", "frame_duration": "60", "vbr": "on"]
        }
    }
}

/// What an audio filter graph is built for; another shape needs another graph.
struct AudioShape: Equatable {
    var format: Int32
    var rate: Int32
    var channels: Int32
    var layout: String

    /// The shape of a decoded frame; a layout that the track does not name is the usual one for its channels.
    init(_ frame: borrowing FrameHandle) {
        format = frame.pointer.pointee.format
        rate = max(1, frame.pointer.pointee.sample_rate)
        channels = frame.pointer.pointee.ch_layout.nb_channels
        if frame.pointer.pointee.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC {
            av_channel_layout_default(&frame.pointer.pointee.ch_layout, channels)
        }
        var text = [CChar](repeating: 0, count: 128)
        av_channel_layout_describe(&frame.pointer.pointee.ch_layout, &text, text.count)
        layout = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The filter graph that brings sound of this shape to what an encoder takes.
    func graph(settings: AudioSettings) -> String {
        let wanted = String(cString: av_get_sample_fmt_name(AudioEncoding.format(settings.codec)))
        let channels = settings.channels == 1 ? "mono" : "stereo"
        return "abuffer@in=time_base=1/\(rate):sample_rate=\(rate):sample_fmt=\(format):channel_layout=\(layout),"
            + "aformat=sample_fmts=\(wanted):sample_rates=\(settings.sampleRate):channel_layouts=\(channels),"
            + "abuffersink@out"
    }
}
