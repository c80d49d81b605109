import CFerryFFmpeg

extension AudioShape {
    /// A filter graph for sound of this shape; channels that no layout names become one that is known first.
    func chain(_ filters: [String]) -> String {
        let source = "abuffer@in=time_base=1/\(rate):sample_rate=\(rate):sample_fmt=\(format):\(channelText)"
        return "\(source),\(mixing)" + (filters + ["abuffersink@out"]).joined(separator: ",")
    }

    /// The filter that makes any sound one of this shape.
    var wanted: String {
        let name = av_get_sample_fmt_name(AVSampleFormat(rawValue: format)).map { String(cString: $0) } ?? "flt"
        let sound = "aformat=sample_fmts=\(name):sample_rates=\(rate)"
        if case .named(let layout) = layout { return "\(sound):channel_layouts=\(layout)" }
        return sound
    }
}
