import CFerryFFmpeg
import FerryCore

/// The last pictures before a piece, which its denoiser sees first: one that starts anew takes off less grain for about
/// eight pictures, up to 6 dB less on the first, and each border would be seen.
///
/// Which pictures these are depends on their times alone, so that a piece is the same whoever makes it.
struct RunUp: ~Copyable {
    /// Pictures at most.
    static let most = 8
    /// Ticks before the piece from which on pictures count: half a second.
    static let ticks = VideoEncoding.ticksPerSecond / 2

    private var frames: RecentFramesHandle?

    /// - Parameter isNeeded: Whether pieces have a denoiser.
    init(isNeeded: Bool) { frames = isNeeded ? RecentFramesHandle(capacity: Self.most) : nil }

    /// Ticks by which decoding has to start before a piece.
    static func lead(_ settings: VideoSettings) -> Int64 { settings.denoises ? ticks : 0 }

    /// Keeps a picture that may stand before the next piece.
    mutating func note(_ frame: borrowing FrameHandle, at time: Int64) throws(FFmpegError) {
        try frames?.keep(frame, at: time)
    }

    /// Gives the pictures shortly before a piece, in their order; none is left after.
    mutating func give(before start: Int64, to take: (borrowing FrameHandle, Int64) throws -> Void) throws {
        try frames?.drain { frame in
            let time = frame.pointer.pointee.pts
            if time >= start - Self.ticks, time < start { try take(frame, time) }
        }
    }

    /// Forgets what was seen, as decoding goes on elsewhere.
    mutating func clear() { frames?.clear() }
}
