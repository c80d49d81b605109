import FerryCore

/// Probes of recordings as browsers and phones make them, for the tables of the planner.
enum ProbeSamples {
    static func video(
        _ codec: String = "vp8", index: Int = 0, seconds: Double = 10, first: Double = 0, rate: Double = 2_500_000,
        frames: Int? = nil, width: Int = 1280, height: Int = 720, keyGap: Double = 3
    ) -> MediaTrack {
        MediaTrack(
            index: index, kind: .video, codec: codec, packets: frames ?? Int(seconds * 30), keyFrames: 4,
            firstSeconds: first, lastSeconds: first + seconds, width: width, height: height,
            payloadBytes: Int64(rate * seconds / 8), maxKeyFrameGapSeconds: keyGap, pixelFormat: "yuv420p")
    }

    static func audio(
        _ codec: String = "opus", index: Int = 1, seconds: Double = 10, first: Double = 0, rate: Double = 128_000,
        channels: Int = 1
    ) -> MediaTrack {
        MediaTrack(
            index: index, kind: .audio, codec: codec, packets: Int(seconds * 50), keyFrames: Int(seconds * 50),
            firstSeconds: first, lastSeconds: first + seconds, sampleRate: 48_000, channels: channels,
            payloadBytes: Int64(rate * seconds / 8))
    }

    /// A probe of these tracks; sound in every respect unless told otherwise.
    static func probe(
        _ container: String = "webm", _ tracks: [MediaTrack], header: Double?? = .some(nil), index: Bool = true,
        front: Bool = true, defects: [MediaDefect] = [], bytes: Int64? = nil, unread: Int64 = 0
    ) -> MediaProbe {
        let last = tracks.compactMap(\.lastSeconds).max() ?? 0
        let first = tracks.compactMap(\.firstSeconds).min() ?? 0
        return MediaProbe(
            container: container, durationSeconds: last - first, tracks: tracks, defects: defects,
            headerDurationSeconds: header.map { $0 ?? (last - first) } ?? nil, hasIndex: index, isIndexInFront: front,
            bytes: bytes ?? tracks.reduce(1000) { $0 + $1.payloadBytes }, unreadBytes: unread)
    }

    /// What Chromium records: WebM without an index, sometimes without a duration.
    static let chromeWebM = probe("webm", [video(), audio()], header: .none, index: false, front: false)
    /// A recording that `interview` need not touch.
    static let soundMP4 = probe("mp4", [video("h264", rate: 600_000), audio("aac", rate: 64_000)])
}
