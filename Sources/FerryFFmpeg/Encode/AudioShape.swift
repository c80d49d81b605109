import CFerryFFmpeg
import FerryCore

/// What an audio filter graph is built for; another shape needs another graph.
struct AudioShape: Equatable {
    /// Which channel is which.
    enum Layout: Equatable {
        /// Speakers with names, as FFmpeg writes them.
        case named(String)
        /// A sphere (ambisonics), whose first channel hears everything around alike.
        case sphere
        /// Nobody knows.
        case unknown
    }

    var format: Int32
    var rate: Int32
    var channels: Int32
    var layout: Layout

    /// The shape of a decoded frame. A layout that the track does not name, or names channel by channel, becomes the usual
    /// one for its channels where there is one; the frame says so afterwards.
    init(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer
        format = raw.pointee.format
        rate = max(1, raw.pointee.sample_rate)
        channels = raw.pointee.ch_layout.nb_channels
        layout = Self.settle(&raw.pointee.ch_layout)
    }

    private static func settle(_ layout: inout AVChannelLayout) -> Layout {
        if layout.order == AV_CHANNEL_ORDER_NATIVE { return .named(text(&layout)) }
        let isSphere = layout.order == AV_CHANNEL_ORDER_AMBISONIC
        let count = layout.nb_channels
        av_channel_layout_uninit(&layout)
        if !isSphere { av_channel_layout_default(&layout, count) }
        if layout.order == AV_CHANNEL_ORDER_NATIVE { return .named(text(&layout)) }
        layout.order = AV_CHANNEL_ORDER_UNSPEC
        layout.nb_channels = count
        return isSphere ? .sphere : .unknown
    }

    private static func text(_ layout: inout AVChannelLayout) -> String {
        var text = [CChar](repeating: 0, count: 128)
        av_channel_layout_describe(&layout, &text, text.count)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The filter graph that brings sound of this shape to what an encoder takes.
    ///
    /// Mixing down is normalised: the loudest possible sum of all channels is full scale, so nothing clips, and one voice
    /// in both channels of stereo keeps its level. The proportions are those of ITU-R BS.775: the centre, where people
    /// speak, counts most.
    func graph(settings: AudioSettings) -> String {
        let wanted = String(cString: av_get_sample_fmt_name(AudioEncoding.format(settings.codec)))
        let mixed = settings.channels == 1 ? "mono" : "stereo"
        return "abuffer@in=time_base=1/\(rate):sample_rate=\(rate):sample_fmt=\(format):\(channelText),\(mixing)"
            + "aresample=rematrix_maxval=1,"
            + "aformat=sample_fmts=\(wanted):sample_rates=\(settings.sampleRate):channel_layouts=\(mixed),"
            + "abuffersink@out"
    }

    /// The channels as `abuffer` takes them.
    var channelText: String {
        if case .named(let name) = layout { return "channel_layout=\(name)" }
        return "channels=\(channels)"
    }

    /// What makes one known channel of channels that no layout names: their mean, or the first of a sphere.
    var mixing: String {
        switch layout {
        case .named: ""
        case .sphere: "pan=mono|c0=c0,"
        case .unknown: "pan=mono|c0<\((0..<channels).map { "c\($0)" }.joined(separator: "+")),"
        }
    }
}
