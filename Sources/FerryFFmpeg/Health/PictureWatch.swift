import CFerryFFmpeg
import FerryCore

/// Looks at a few pictures of a track in a second, made small: black, standing still, out of focus.
///
/// Takes decoded pictures of any shape in the order they are shown. Pictures that the filters refuse are not looked at
/// any longer: a judgement is never worth an encode.
final class PictureWatch {
    /// A picture that was looked at.
    struct Look {
        /// When it is shown, in seconds.
        var seconds: Double
        /// Share of black pixels, 0…1.
        var blackShare: Double
        /// Width of its edges; `nil` without edges.
        var edgeWidth: Double?
    }

    private let thresholds: HealthThresholds
    private let incoming: FrameHandle
    private var graph: FilterGraphHandle?
    private var shape: WatchedShape?
    private var diary: PictureDiary
    /// The small picture that the stand-still began with, and the latest one.
    private var reference: SmallPicture?
    private var previous: SmallPicture?
    private var nextSeconds = -Double.infinity
    private var isBroken = false
    private var seen = 0

    init(thresholds: HealthThresholds) throws(FFmpegError) {
        self.thresholds = thresholds
        diary = PictureDiary(thresholds)
        incoming = try FrameHandle()
    }

    /// Looks at a picture if it is time to, and says what it saw; the frame stays as it is.
    func take(_ frame: borrowing FrameHandle, at seconds: Double) -> Look? {
        guard !isBroken, seconds >= nextSeconds, seconds.isFinite else { return nil }
        nextSeconds = seconds + 1 / max(0.1, thresholds.samplesPerSecond) - 0.001
        do { return try look(frame, at: seconds) } catch {
            isBroken = true
            return nil
        }
    }

    /// What was seen up to the end of the last picture; `nil` when none was.
    func tally(end: Double) -> PictureTally? { isBroken || seen == 0 ? nil : diary.tally(end: end) }

    private func look(_ frame: borrowing FrameHandle, at seconds: Double) throws -> Look? {
        let found = WatchedShape(frame)
        if found != shape {
            graph = try FilterGraphHandle(found.graph(blackLuma: thresholds.blackLuma))
            shape = found
        }
        try incoming.refer(to: frame)
        incoming.pointer.pointee.pts = Int64(seen)
        var look: Look?
        try graph?.filter(incoming.pointer) { out in look = self.note(out, at: seconds) }
        return look
    }

    private func note(_ frame: borrowing FrameHandle, at seconds: Double) -> Look {
        let small = SmallPicture(frame)
        let isStill = reference.flatMap { small.difference(from: $0) }.map { $0 <= thresholds.stillDifference }
        let look = Look(
            seconds: seconds, blackShare: (frame.number("lavfi.blackframe.pblack") ?? 0) / 100,
            edgeWidth: frame.number("lavfi.blur"))
        diary.take(
            .init(
                seconds: seconds, blackShare: look.blackShare, edgeWidth: look.edgeWidth, isStill: isStill ?? false,
                changedShare: previous.map { small.changedShare(from: $0) } ?? 0))
        if isStill != true { reference = small }
        previous = small
        seen += 1
        return look
    }
}
