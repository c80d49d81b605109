import CFerryFFmpeg
import FerryCore

/// Lays small pictures from all over a recording on one sheet.
///
/// The sheet has room for ``maxTiles``. When it is full every other tile is taken off, and from there on pictures are
/// twice as far apart: so recordings of unknown length fit too.
final class StoryboardSheet {
    /// The longer side of a tile in pixels.
    static let longSide = 160
    /// Tiles of a sheet, at most.
    static let maxTiles = 100
    /// Tiles in a row.
    static let columns = 10
    /// Seconds between tiles, at least.
    static let minDistance = 2.0

    private let upright: UprightPicture
    private var tiles: [Tile] = []
    private var distance: Double

    /// The three planes of one small picture.
    private struct Tile {
        var seconds: Double
        var planes: [[UInt8]]
    }

    /// - Parameters:
    ///   - orientation: How the track must be turned.
    ///   - expectedSeconds: How long the recording is, as far as is known.
    init(orientation: Orientation, expectedSeconds: Double?) throws(FFmpegError) {
        upright = try UprightPicture(orientation: orientation, longSide: Self.longSide)
        distance = max(Self.minDistance, (expectedSeconds ?? 0) / Double(Self.maxTiles))
    }

    /// Takes a picture if it is time for the next tile.
    func take(_ frame: borrowing FrameHandle, at seconds: Double) throws {
        if let last = tiles.last, seconds < last.seconds + distance { return }
        if tiles.count == Self.maxTiles { thinOut() }
        if let last = tiles.last, seconds < last.seconds + distance { return }
        try upright.show(frame) { self.tiles.append(Tile(seconds: seconds, planes: Self.planes(of: $0))) }
    }

    private func thinOut() {
        tiles = tiles.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        distance *= 2
    }

    /// The sheet; `nil` when no picture was seen.
    func finish(end: Double) throws -> MediaExtra? {
        guard let size = upright.canvas, !tiles.isEmpty else { return nil }
        let columns = min(Self.columns, tiles.count)
        let rows = (tiles.count + columns - 1) / columns
        let sheet = try FrameHandle()
        try sheet.makePicture(width: size.width * columns, height: size.height * rows)
        for (index, tile) in tiles.enumerated() {
            sheet.paste(
                tile.planes, size: size, left: index % columns * size.width, top: index / columns * size.height)
        }
        let map = StoryboardMap(
            tileWidth: size.width, tileHeight: size.height, columns: columns, times: tiles.map(\.seconds),
            endSeconds: end)
        return try JPEGWriter.encode(sheet, maxBytes: MediaExtra.maxBytes).map {
            MediaExtra(.storyboard, bytes: $0, storyboard: map)
        }
    }

    private static func planes(of frame: borrowing FrameHandle) -> [[UInt8]] {
        let raw = frame.pointer.pointee
        let sides = [(raw.width, raw.height), (raw.width / 2, raw.height / 2), (raw.width / 2, raw.height / 2)]
        return sides.enumerated().map { index, side in
            guard let plane = ferry_frame_plane(frame.pointer, Int32(index)) else { return [] }
            let line = frame.lineBytes(index)
            return (0..<Int(side.1)).flatMap { row in
                UnsafeBufferPointer(start: plane + row * line, count: Int(side.0))
            }
        }
    }
}

extension FrameHandle {
    /// Bytes from one line of a plane to the next.
    func lineBytes(_ plane: Int) -> Int {
        let lines = pointer.pointee.linesize
        return Int(plane == 0 ? lines.0 : plane == 1 ? lines.1 : lines.2)
    }

    /// Makes it a grey picture with 8 bits and 4:2:0.
    func makePicture(width: Int, height: Int) throws(FFmpegError) {
        clear()
        pointer.pointee.format = AV_PIX_FMT_YUV420P.rawValue
        pointer.pointee.width = Int32(width)
        pointer.pointee.height = Int32(height)
        try FFmpegError.check(av_frame_get_buffer(pointer, 0), "av_frame_get_buffer")
        for plane in 0..<3 {
            let lines = plane == 0 ? height : (height + 1) / 2
            if let bytes = ferry_frame_plane(pointer, Int32(plane)) {
                bytes.update(repeating: plane == 0 ? 16 : 128, count: lineBytes(plane) * lines)
            }
        }
    }

    /// Copies the planes of a smaller picture into it; all numbers even.
    func paste(_ planes: [[UInt8]], size: PictureSize, left: Int, top: Int) {
        for (index, plane) in planes.enumerated() {
            let part = index == 0 ? 1 : 2
            let (width, height) = (size.width / part, size.height / part)
            guard let bytes = ferry_frame_plane(pointer, Int32(index)), plane.count == width * height else { continue }
            for row in 0..<height {
                let line = bytes + (top / part + row) * lineBytes(index) + left / part
                plane.withUnsafeBufferPointer { source in
                    if let base = source.baseAddress { line.update(from: base + row * width, count: width) }
                }
            }
        }
    }
}
