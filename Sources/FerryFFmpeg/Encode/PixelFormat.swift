import CFerryFFmpeg

/// What matters here of a pixel format.
struct PixelFormat: Equatable {
    /// Whether it holds red, green and blue instead of luma and chroma.
    var isRGB: Bool
    /// Whether it can be seen through.
    var hasAlpha: Bool
    /// Whether its very name says full range: the old `yuvj` formats.
    var isFull: Bool

    /// Looks a format up; an unknown one is plain.
    ///
    /// - Parameter format: FFmpeg's number of it, as frames and tracks hold it.
    init(_ format: Int32) {
        let known = AVPixelFormat(rawValue: format)
        let flags = av_pix_fmt_desc_get(known)?.pointee.flags ?? 0
        isRGB = flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0
        hasAlpha = flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
        isFull = [
            AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P,
        ]
        .contains { $0 == known }
    }
}
