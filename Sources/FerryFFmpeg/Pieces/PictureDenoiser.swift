import CFerryFFmpeg
import FerryCore

/// Takes grain off pictures on the canvas, lightly, over space and time. Lives as long as a piece.
final class PictureDenoiser {
    private let graph: FilterGraphHandle

    /// Strengths that take off the grain of a webcam and leave skin and hair: well below the filter's own defaults (4 and
    /// 3) in space, for luma and chroma, and about those over time.
    static let filter = "hqdn3d=1.5:1.5:6:6"

    init(_ settings: VideoSettings) throws(FFmpegError) {
        let colour = ferry_buffer_takes_colour() != 0 ? ":range=\(AVCOL_RANGE_MPEG.rawValue)" : ""
        graph = try FilterGraphHandle(
            "buffer@in=video_size=\(settings.width)x\(settings.height):pix_fmt=\(AV_PIX_FMT_YUV420P.rawValue)"
                + ":time_base=1/\(VideoEncoding.ticksPerSecond)\(colour),\(Self.filter),buffersink@out")
    }

    /// Takes the next picture; it is empty after.
    func pass(_ frame: borrowing FrameHandle, take: (borrowing FrameHandle) throws -> Void) throws {
        try graph.filter(frame.pointer, take: take)
    }

    /// Brings out what is still inside.
    func finish(take: (borrowing FrameHandle) throws -> Void) throws { try graph.filter(nil, take: take) }
}
