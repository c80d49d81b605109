import CFerryFFmpeg

/// What the graph that makes pictures small is built for.
struct WatchedShape: Equatable {
    /// The long side at which sharpness is judged, and the one at which pictures are compared.
    static let judgedSide = 320
    static let comparedSide = 96
    /// A side below which there are no edges to judge.
    static let minSide = 32

    private var size: PictureSize
    private var pixelFormat: Int32
    private var matrix: AVColorSpace
    private var range: AVColorRange

    /// The shape of a decoded frame.
    init(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer.pointee
        size = PictureSize(width: Int(raw.width), height: Int(raw.height))
        pixelFormat = raw.format
        matrix = raw.colorspace
        range = raw.color_range
    }

    /// The filter graph that judges a picture and gives it out small.
    func graph(blackLuma: Int) -> String {
        let (judged, compared) = (fitted(Self.judgedSide), fitted(Self.comparedSide))
        let hasEdges =
            min(judged.width, judged.height) >= Self.minSide && avfilter_get_by_name("blurdetect") != nil
        let colour = ferry_buffer_takes_colour() != 0 ? ":colorspace=\(matrix.rawValue):range=\(range.rawValue)" : ""
        let filters =
            [
                "buffer@in=video_size=\(size.width)x\(size.height):pix_fmt=\(pixelFormat):time_base=1/1\(colour)",
                "scale=\(judged.width):\(judged.height):flags=area:out_range=tv", "format=gray",
                "blackframe=amount=0:threshold=\(blackLuma)",
            ] + (hasEdges ? ["blurdetect"] : [])
        let small = ["scale=\(compared.width):\(compared.height):flags=area", "buffersink@out"]
        return (filters + small).joined(separator: ",")
    }

    private func fitted(_ side: Int) -> PictureSize {
        let factor = min(1, Double(side) / Double(max(1, size.width, size.height)))
        func even(_ length: Int) -> Int { max(2, Int((Double(length) * factor / 2).rounded()) * 2) }
        return PictureSize(width: even(size.width), height: even(size.height))
    }
}
