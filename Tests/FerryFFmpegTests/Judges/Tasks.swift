import FerryCore

/// The tasks that the planner would make for the presets, for sources of which only the probe is known.
enum Tasks {
    /// H.264 and AAC in MP4 on an even canvas of at most 1280.
    static func interview(_ probe: MediaProbe, maxFrameRate: Double = 30) -> MediaEncodeTask {
        MediaEncodeTask(
            container: .mp4,
            video: probe.mainVideo.map {
                .init(sourceIndex: $0.index, encoding: settings($0, maxFrameRate: maxFrameRate))
            },
            audio: probe.mainAudio.map {
                .init(sourceIndex: $0.index, encoding: AudioSettings(codec: .aac, bitRate: 64_000))
            },
            expectedSeconds: probe.durationSeconds)
    }

    /// Opus alone.
    static func voice(_ probe: MediaProbe, container: OutputContainer = .ogg) -> MediaEncodeTask {
        MediaEncodeTask(
            container: container, video: nil,
            audio: probe.mainAudio.map {
                .init(sourceIndex: $0.index, encoding: AudioSettings(codec: .opus, bitRate: 24_000))
            },
            expectedIndexEntries: 64)
    }

    /// All packets as they are.
    static func copy(_ probe: MediaProbe, into container: OutputContainer, entries: Int = 64) -> MediaEncodeTask {
        MediaEncodeTask(
            container: container,
            video: probe.mainVideo.map { .init(sourceIndex: $0.index, encoding: nil) },
            audio: probe.mainAudio.map { .init(sourceIndex: $0.index, encoding: nil) },
            expectedIndexEntries: entries)
    }

    private static func settings(_ track: MediaTrack, maxFrameRate: Double) -> VideoSettings {
        var width = Double(track.width ?? 2) * track.sampleAspect
        var height = Double(track.height ?? 2)
        if track.rotation == 90 || track.rotation == 270 { swap(&width, &height) }
        let factor = min(1, 1280 / max(width, height))
        return VideoSettings(
            speed: "ultrafast", width: Int(width * factor / 2) * 2, height: Int(height * factor / 2) * 2,
            maxFrameRate: maxFrameRate)
    }
}
