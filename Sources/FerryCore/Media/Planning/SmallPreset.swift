/// What the preset `small` makes of a picture and of sound.
extension RenditionRules {
    /// The smallest side that SVT-AV1 takes, in pixels.
    public static let smallestAV1Side = 64

    /// What AV1 may have of H.264's rate before its packets are encoded again.
    static let keptAV1Share = 0.6

    /// The video codec that a preset writes on a canvas. Under `small` a picture that SVT-AV1 cannot take gets H.264.
    static func videoCodec(_ preset: Preset, on canvas: Canvas) -> VideoSettings.Codec {
        preset == .small && min(canvas.width, canvas.height) >= smallestAV1Side ? .av1 : .h264
    }

    /// The settings for a canvas in a codec.
    func video(_ codec: VideoSettings.Codec, on canvas: Canvas) -> VideoSettings {
        switch codec {
        case .h264: h264(canvas)
        case .av1: av1(canvas)
        }
    }

    /// The settings for a source's sound in a codec.
    func sound(_ codec: AudioSettings.Codec, of audio: MediaTrack) -> AudioSettings {
        switch codec {
        case .aac: aac(audio)
        case .opus: opus
        }
    }

    /// The AV1 settings for a canvas: preset 10 of SVT-AV1 costs about as much CPU as x264 `medium`. No bound on the
    /// rate, for with one SVT-AV1 does not give the same bytes twice; four threads on any machine bound its memory.
    private func av1(_ canvas: Canvas) -> VideoSettings {
        VideoSettings(
            codec: .av1, speed: "10", crf: 40, maxRate: 0, bufferSize: 0, width: canvas.width, height: canvas.height,
            maxFrameRate: maxFrameRate, keyFrameInterval: 300, threads: 4, denoises: options.denoises)
    }
}
