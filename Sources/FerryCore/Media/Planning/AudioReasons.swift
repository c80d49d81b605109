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
            layout(audio),
        ] + asked(rules.options)
    }

    /// Sound that is to be brought to a loudness cannot keep its packets.
    private static func asked(_ options: MediaOptions) -> [MediaPlan.Reason] {
        options.loudness.map { target in
            [reason(.loudness, "as recorded", limit: "\(PlainNumber.text(target.integrated)) LUFS", keeps: false)]
        } ?? []
    }

    /// Channels and samples a second beyond what every player plays.
    private static func layout(_ audio: MediaTrack) -> MediaPlan.Reason {
        let known = [audio.channels.map { "\($0) channels" }, audio.sampleRate.map { "\($0) Hz" }]
        let value = known.compactMap { $0 }.joined(separator: ", ")
        return reason(
            .audioLayout, value.isEmpty ? "unknown" : value, limit: "\(maxChannels) channels, \(maxSampleRate) Hz",
            keeps: (audio.channels ?? 0) <= maxChannels && (audio.sampleRate ?? 0) <= maxSampleRate)
    }

    private static let maxChannels = 2
    private static let maxSampleRate = 48_000

    private static func reason(
        _ code: MediaPlan.Code, _ value: String, limit: String, keeps: Bool
    ) -> MediaPlan.Reason {
        MediaPlan.Reason(code, value: value, limit: limit, verdict: keeps ? .keep : .convert)
    }
}
