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
