/// What the presets that encode look at in sound.
enum AudioReasons {
    /// One reason for each thing looked at; `convert` where packets cannot stay.
    static func reasons(
        _ audio: MediaTrack, codec: AudioSettings.Codec, _ rules: RenditionRules
    ) -> [MediaPlan.Reason] {
        let maxRate = codec == .aac ? rules.maxKeptAACRate : rules.maxKeptOpusRate
        let rate = SourceFacts.bitRate(audio)
        return [
            reason(.codec, audio.codec, limit: codec.rawValue, keeps: audio.codec == codec.rawValue),
            reason(
                .bitrate, rate.map(PlainNumber.text) ?? "unknown", limit: PlainNumber.text(maxRate),
                keeps: (rate ?? 0) <= maxRate),
            reason(
                .audioLayout, audio.channels.map { "\($0) channels" } ?? "unknown", limit: "2 channels",
                keeps: (audio.channels ?? 2) <= 2),
        ]
    }

    private static func reason(
        _ code: MediaPlan.Code, _ value: String, limit: String, keeps: Bool
    ) -> MediaPlan.Reason {
        MediaPlan.Reason(code, value: value, limit: limit, verdict: keeps ? .keep : .convert)
    }
}
