import CFerryFFmpeg
import FerryCore

/// Brings single decoded pictures of a track upright, with square pixels, into a box. Holds one filter graph.
final class UprightPicture {
    private let orientation: Orientation
    private let longSide: Int
    private let incoming: FrameHandle
    private var graph: FilterGraphHandle?
    private var shape: VideoShape?
    /// The size of what comes out, set by the first picture.
    private(set) var canvas: PictureSize?

    /// - Parameters:
    ///   - orientation: How the track must be turned.
    ///   - longSide: The longer side of the box in pixels; nothing is made larger.
    init(orientation: Orientation, longSide: Int) throws(FFmpegError) {
        self.orientation = orientation
        self.longSide = longSide
        incoming = try FrameHandle()
    }

    /// Hands a picture out upright; the given frame stays as it is.
    func show(_ frame: borrowing FrameHandle, take: (borrowing FrameHandle) throws -> Void) throws {
        var found = VideoShape(frame)
        // Fields are told apart by the pictures around; a still has none.
        found.isInterlaced = false
        if found != shape {
            let canvas = self.canvas ?? fitted(found)
            self.canvas = canvas
            graph = try FilterGraphHandle(
                found.graph(
                    orientation: orientation, canvas: canvas, ticksPerSecond: VideoEncoding.ticksPerSecond))
            shape = found
        }
        try incoming.refer(to: frame)
        incoming.pointer.pointee.pts = 0
        try graph?.filter(incoming.pointer, take: take)
    }

    private func fitted(_ shape: VideoShape) -> PictureSize {
        let wide = Double(shape.size.width) * max(0.01, min(100, shape.sampleAspect))
        let (width, height) = (max(1, wide), Double(max(1, shape.size.height)))
        let factor = min(1, Double(longSide) / max(width, height))
        func even(_ side: Double) -> Int { max(2, Int((side * factor / 2).rounded()) * 2) }
        return orientation.swapsSides
            ? PictureSize(width: even(height), height: even(width))
            : PictureSize(width: even(width), height: even(height))
    }
}
