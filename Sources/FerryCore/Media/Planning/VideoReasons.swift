/// What `interview` and `small` look at in a picture.
enum VideoReasons {
    /// One reason for each thing looked at; `convert` where packets cannot stay.
    ///
    /// - Parameter codec: The codec to write; its packets can stay.
    static func reasons(
        _ video: MediaTrack, shown: Canvas, codec: VideoSettings.Codec = .h264, _ rules: RenditionRules
    ) -> [MediaPlan.Reason] {
        [
            reason(.codec, video.codec, limit: codec.rawValue, keeps: video.codec == codec.rawValue),
            reason(
                .pixelFormat, video.pixelFormat ?? "unknown", limit: "yuv420p",
                keeps: ["yuv420p", "yuvj420p"].contains(video.pixelFormat)),
            dimensions(shown, rules),
            frameRate(video, rules),
            bitRate(video, shown, codec, rules),
            keyFrames(video, rules),
            reason(
                .interlacing, video.fieldOrder ?? "unknown", limit: "progressive", keeps: !video.isInterlaced),
            reason(.rotation, "\(video.rotation)", limit: "0", keeps: video.rotation == 0),
            reason(
                .aspect, PlainNumber.text(video.sampleAspect), limit: "1", keeps: abs(video.sampleAspect - 1) < 0.005),
            reason(.hdr, video.colorTransfer ?? "unknown", limit: "SDR", keeps: !isHDR(video)),
            reason(
                .sizeChange, video.changesSize ? "changes" : "constant", limit: "constant", keeps: !video.changesSize),
        ] + (rules.options.denoises ? [reason(.denoise, "as recorded", limit: "less grain", keeps: false)] : [])
    }

    private static func dimensions(_ shown: Canvas, _ rules: RenditionRules) -> MediaPlan.Reason {
        let fits = max(shown.width, shown.height) <= rules.maxLongSide && shown.isEven()
        return reason(.dimensions, "\(shown)", limit: "long side \(rules.maxLongSide), even", keeps: fits)
    }

    private static func frameRate(_ video: MediaTrack, _ rules: RenditionRules) -> MediaPlan.Reason {
        let rate = SourceFacts.frameRate(video)
        return reason(
            .frameRate, rate.map(PlainNumber.text) ?? "unknown", limit: PlainNumber.text(rules.maxFrameRate),
            keeps: (rate ?? 0) <= rules.maxFrameRate + rules.frameRateTolerance)
    }

    private static func bitRate(
        _ video: MediaTrack, _ shown: Canvas, _ codec: VideoSettings.Codec, _ rules: RenditionRules
    ) -> MediaPlan.Reason {
        let limit = RenditionRules.maxVideoRate(
            pixels: shown.fitted(longSide: rules.maxLongSide).pixels, codec: codec)
        let rate = SourceFacts.bitRate(video)
        return reason(
            .bitrate, rate.map(PlainNumber.text) ?? "unknown", limit: "\(limit)", keeps: (rate ?? 0) <= Double(limit))
    }

    private static func keyFrames(_ video: MediaTrack, _ rules: RenditionRules) -> MediaPlan.Reason {
        let gap = video.maxKeyFrameGapSeconds ?? video.seconds
        return reason(
            .keyFrames, "\(PlainNumber.text(gap)) s apart",
            limit: "\(PlainNumber.text(rules.maxKeyFrameGapSeconds)) s", keeps: gap <= rules.maxKeyFrameGapSeconds)
    }

    /// PQ and HLG: shown as SDR they look crushed.
    private static func isHDR(_ video: MediaTrack) -> Bool {
        ["smpte2084", "arib-std-b67"].contains(video.colorTransfer)
    }

    private static func reason(
        _ code: MediaPlan.Code, _ value: String, limit: String, keeps: Bool
    ) -> MediaPlan.Reason {
        MediaPlan.Reason(code, value: value, limit: limit, verdict: keeps ? .keep : .convert)
    }
}
