import CFerryFFmpeg
import FerryCore

/// Keeps the best of the pictures that were looked at: not black, sharp, not from the very start.
final class PosterPick {
    /// The longer side of a poster in pixels, at most.
    static let longSide = 1280
    /// Seconds at the start that recorders often spoil.
    static let start = 0.5

    private let upright: UprightPicture
    private let best: FrameHandle
    private var score: Double?

    init(orientation: Orientation) throws(FFmpegError) {
        upright = try UprightPicture(orientation: orientation, longSide: Self.longSide)
        best = try FrameHandle()
    }

    /// Takes a picture and what was seen in it.
    func take(_ frame: borrowing FrameHandle, _ look: PictureWatch.Look, blackShare: Double) throws {
        let found = Self.score(look, blackShare: blackShare)
        if let score, found <= score + 0.05 { return }
        try best.refer(to: frame)
        score = found
    }

    /// The poster; `nil` when no picture was seen.
    func finish() throws -> MediaExtra? {
        guard score != nil else { return nil }
        var bytes: [UInt8]?
        try upright.show(best) { bytes = try JPEGWriter.encode($0, maxBytes: MediaExtra.maxBytes) }
        best.clear()
        return bytes.map { MediaExtra(.poster, bytes: $0) }
    }

    /// How good a picture is; more is better.
    static func score(_ look: PictureWatch.Look, blackShare: Double) -> Double {
        if look.blackShare >= blackShare { return -1000 }
        let early = look.seconds < start ? -2.0 : 0
        return early - (look.edgeWidth ?? 100) - 10 * look.blackShare
    }
}
