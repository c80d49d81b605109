import CFerryFFmpeg

/// What a filter graph is built for; another shape needs another graph.
struct VideoShape: Equatable {
    var size: PictureSize
    var pixelFormat: Int32
    var aspect: PictureSize
    var transfer: AVColorTransferCharacteristic
    var matrix: AVColorSpace
    var range: AVColorRange

    /// The shape of a decoded frame.
    init(_ frame: borrowing FrameHandle) {
        let raw = frame.pointer.pointee
        size = PictureSize(width: Int(raw.width), height: Int(raw.height))
        pixelFormat = raw.format
        let isKnown = raw.sample_aspect_ratio.num > 0 && raw.sample_aspect_ratio.den > 0
        aspect = PictureSize(
            width: isKnown ? Int(raw.sample_aspect_ratio.num) : 1,
            height: isKnown ? Int(raw.sample_aspect_ratio.den) : 1)
        transfer = raw.color_trc
        matrix = raw.colorspace
        range = raw.color_range
    }

    /// Whether its light is encoded for HDR displays.
    var isHDR: Bool { transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67 }

    /// Width of a sample divided by its height.
    var sampleAspect: Double { Double(aspect.width) / Double(aspect.height) }

    /// The filter graph that brings pictures of this shape onto a canvas as 8-bit 4:2:0.
    ///
    /// - Parameters:
    ///   - ticksPerSecond: Ticks of the frames' times.
    ///   - canMapTones: Whether the filters for HDR are there.
    func graph(orientation: Orientation, canvas: PictureSize, ticksPerSecond: Int64, canMapTones: Bool) -> String {
        let fit = PictureFit(coded: size, sampleAspect: sampleAspect, orientation: orientation, canvas: canvas)
        let colour = ferry_buffer_takes_colour() != 0 ? ":colorspace=\(matrix.rawValue):range=\(range.rawValue)" : ""
        let source =
            "buffer@in=video_size=\(size.width)x\(size.height):pix_fmt=\(pixelFormat)"
            + ":time_base=1/\(ticksPerSecond):pixel_aspect=\(aspect.width)/\(aspect.height)\(colour)"
        let tones = isHDR && canMapTones ? Self.toneMapping : []
        return ([source] + tones + fit.filters + ["format=yuv420p", "buffersink@out"]).joined(separator: ",")
    }

    /// HDR light onto an SDR display: linear, tones compressed, BT.709.
    private static let toneMapping = [
        "zscale=t=linear:npl=100", "format=gbrpf32le", "zscale=p=bt709", "tonemap=hable:desat=0",
        "zscale=t=bt709:m=bt709:r=tv", "format=yuv420p",
    ]

    /// Whether this build of FFmpeg has the filters for HDR.
    static var canMapTones: Bool {
        avfilter_get_by_name("zscale") != nil && avfilter_get_by_name("tonemap") != nil
    }
}
