import CFerryFFmpeg
import FerryCore

extension Sequence<TrackRoute> {
    /// The places in the source of the tracks that lay the line of time.
    var leading: Set<Int> { Set(filter(\.laysTime).map(\.sourceIndex)) }
}

/// One track of the rendition: which track of the source it is made of, and how.
struct TrackRoute: Sendable, Equatable {
    /// How its packets come to be.
    enum Making: Sendable, Equatable {
        case copy
        case video(VideoSettings)
        case audio(AudioSettings)
        case text(SubtitleCodec)
    }

    /// Its place in the rendition.
    var place: Int
    /// The track's place in the source.
    var sourceIndex: Int
    var kind: MediaTrack.Kind
    var making: Making
    /// The source's codec in FFmpeg's short name.
    var codecIn: String
    /// The picture as coded in the source.
    var size: PictureSize
    /// Whether encoded pictures are compared with what went into the encoder.
    var measuresQuality = false
    /// How the source's sound is judged; `nil` does not judge it.
    var health: HealthThresholds?

    /// The rendition's codec in FFmpeg's short name.
    var codecOut: String {
        switch making {
        case .copy: codecIn
        case .video(let settings): settings.codec.rawValue
        case .audio(let settings): settings.codec.rawValue
        case .text(let codec): codec.rawValue
        }
    }

    /// Whether the rendition's line of time is laid by it; text comes and goes, and follows the others.
    var laysTime: Bool { kind != .subtitle }

    /// What became of the track.
    func result(_ tally: LaneTally) -> MediaEncodeResult.TrackResult {
        var size = kind == .video ? self.size : nil
        if case .video(let settings) = making { size = PictureSize(width: settings.width, height: settings.height) }
        return MediaEncodeResult.TrackResult(
            sourceIndex: sourceIndex, kind: kind, codecIn: codecIn, codecOut: codecOut, framesIn: tally.framesIn,
            framesOut: tally.framesOut, secondsIn: tally.input.seconds, secondsOut: tally.output.seconds,
            framesDropped: tally.framesDropped, decodeErrors: tally.faults, width: size?.width, height: size?.height,
            notes: tally.notes)
    }
}
