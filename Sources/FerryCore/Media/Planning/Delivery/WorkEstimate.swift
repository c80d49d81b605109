/// Seconds of work on media that an ordinary machine needs, before what is known of this one.
///
/// Measured with FFmpeg 5.1, x264 and SVT-AV1 1.4 on recordings of a talking head with 1280 × 720 pixels, as seconds of
/// one processor; work on pictures is spread over all of them.
struct WorkEstimate: Sendable, Equatable {
    /// What kind of work it is, for ``MachineSpeeds``.
    var kind: String
    /// Seconds of an ordinary machine.
    var seconds: Double

    /// Seconds until a worker has read its first packet.
    static let startSeconds = 0.08
    /// Seconds of one processor for a million pixels of a decoded picture.
    private static let decodeSeconds = 0.002
    /// Seconds for a second of sound, decoded and encoded.
    private static let soundSeconds = 0.009
    /// Bytes a second that are read, written and hashed when packets are copied.
    private static let copyRate = 100_000_000.0
    /// The share of a further processor's time that counts.
    private static let sharing = 0.9
    /// Processors beyond which no more are of use to one encoder.
    private static let maxProcessors = 12.0

    /// Making a rendition.
    static func making(
        _ task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64, processors: Int
    ) -> WorkEstimate {
        guard !task.isRemux else {
            return WorkEstimate(kind: "remux", seconds: startSeconds + Double(probe.bytes + bytes) / copyRate)
        }
        var (kind, seconds) = ("sound", startSeconds)
        if let encoding = task.video?.encoding, let video = probe.mainVideo {
            kind = "\(encoding.codec.rawValue) \(encoding.speed)"
            let decoded = megapixels(of: video)
            let rate = min(SourceFacts.frameRate(video) ?? encoding.maxFrameRate, encoding.maxFrameRate)
            let encoded = video.seconds * rate * Double(encoding.width * encoding.height) / 1_000_000
            let work = decoded * decodeSeconds + encoded * encodeSeconds(encoding)
            seconds += work / speedup(processors)
        }
        if task.audio?.encoding != nil, let audio = probe.mainAudio { seconds += audio.seconds * soundSeconds }
        return WorkEstimate(kind: kind, seconds: seconds)
    }

    /// Decoding a rendition once.
    static func checking(
        _ task: MediaEncodeTask, of probe: MediaProbe, bytes: Int64, processors: Int
    ) -> WorkEstimate {
        var seconds = startSeconds + Double(bytes) / copyRate
        if let output = task.video, let video = probe.mainVideo {
            let size = output.encoding.map { Double($0.width * $0.height) / 1_000_000 }
            let pixels = size.map { $0 * Double(video.packets) } ?? megapixels(of: video)
            seconds += pixels * decodeSeconds / speedup(processors)
        }
        if task.audio != nil, let audio = probe.mainAudio { seconds += audio.seconds * soundSeconds / 3 }
        return WorkEstimate(kind: "check", seconds: seconds)
    }

    private static func megapixels(of video: MediaTrack) -> Double {
        Double(video.packets) * Double(video.width ?? 0) * Double(video.height ?? 0) / 1_000_000
    }

    /// How much faster several processors are than one.
    private static func speedup(_ processors: Int) -> Double {
        1 + (min(maxProcessors, max(1, Double(processors))) - 1) * sharing
    }

    /// Seconds of one processor for a million pixels of an encoded picture.
    private static func encodeSeconds(_ encoding: VideoSettings) -> Double {
        switch encoding.codec {
        case .h264: h264Seconds[encoding.speed] ?? h264Medium
        case .av1: av1Seconds(Int(encoding.speed) ?? 10)
        }
    }

    private static let h264Medium = 0.0265
    private static let h264Seconds = [
        "ultrafast": 0.006, "superfast": 0.009, "veryfast": 0.013, "faster": 0.018, "fast": 0.0215,
        "medium": h264Medium, "slow": 0.036, "slower": 0.07, "veryslow": 0.12,
    ]

    /// By SVT-AV1's presets 0 to 13.
    private static func av1Seconds(_ preset: Int) -> Double {
        let measured = [1.5, 0.9, 0.5, 0.28, 0.18, 0.12, 0.083, 0.065, 0.052, 0.038, 0.026, 0.02, 0.0145, 0.012]
        return measured[min(measured.count - 1, max(0, preset))]
    }
}
