import CFerryFFmpeg

/// One plane of a picture: 8-bit samples, borrowed for as long as the picture lives.
struct PicturePlane {
    /// The sample at the top left.
    let first: UnsafePointer<UInt8>
    /// Bytes from one row to the next; 0 repeats a row for ever.
    let stride: Int
    /// Samples in a row.
    let width: Int
    /// Rows.
    let height: Int

    /// The sample at a place.
    func at(_ x: Int, _ y: Int) -> UnsafePointer<UInt8> { first + y * stride + x }
}

/// The three planes of a 4:2:0 picture with 8 bits a sample.
struct PicturePlanes {
    let luma: PicturePlane
    let blue: PicturePlane
    let red: PicturePlane

    /// - Returns: `nil` when the frame holds no such picture.
    init?(_ frame: UnsafeMutablePointer<AVFrame>) {
        let raw = frame.pointee
        let isPlain = raw.format == AV_PIX_FMT_YUV420P.rawValue || raw.format == AV_PIX_FMT_YUVJ420P.rawValue
        guard isPlain, raw.width > 0, raw.height > 0, let luma = raw.data.0, let blue = raw.data.1,
            let red = raw.data.2
        else { return nil }
        let (width, height) = (Int(raw.width), Int(raw.height))
        let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
        self.luma = PicturePlane(first: luma, stride: Int(raw.linesize.0), width: width, height: height)
        self.blue = PicturePlane(first: blue, stride: Int(raw.linesize.1), width: halfWidth, height: halfHeight)
        self.red = PicturePlane(first: red, stride: Int(raw.linesize.2), width: halfWidth, height: halfHeight)
    }
}
