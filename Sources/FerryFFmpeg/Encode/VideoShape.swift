import CFerryFFmpeg
import FerryCore

/// What a filter graph is built for; another shape needs another graph.
struct VideoShape: Equatable {
    var size: PictureSize
    var pixelFormat: Int32
    var aspect: PictureSize
    var colour: PictureColour
    /// Whether pictures woven of two fields were among the frames so far; each frame says for itself whether it is one.
    var isInterlaced: Bool

    /// The shape of a decoded frame.
    ///
    /// - Parameters:
    ///   - frame: As a ``DecoderHandle`` gives it: with the container's aspect and nothing unsaid about its colours.
    ///   - previous: The shape before it on the same track, if there was one.
    init(_ frame: borrowing FrameHandle, after previous: VideoShape? = nil) {
        let raw = frame.pointer.pointee
        size = PictureSize(width: Int(raw.width), height: Int(raw.height))
        pixelFormat = raw.format
        let isKnown = raw.sample_aspect_ratio.num > 0 && raw.sample_aspect_ratio.den > 0
        aspect = PictureSize(
            width: isKnown ? Int(raw.sample_aspect_ratio.num) : 1,
            height: isKnown ? Int(raw.sample_aspect_ratio.den) : 1)
        colour = PictureColour(frame: raw, codec: AV_CODEC_ID_NONE)
        isInterlaced = ferry_frame_is_interlaced(frame.pointer) != 0 || previous?.isInterlaced == true
    }

    /// Whether its light is encoded for HDR displays.
    var isHDR: Bool { colour.isHDR }

    /// Width of a sample divided by its height.
    var sampleAspect: Double { Double(aspect.width) / Double(aspect.height) }

    /// What is mended in pictures of this shape, as reason codes or short clauses.
    var notes: [String] {
        (isHDR ? ["hdr"] : []) + (isInterlaced ? ["interlacing"] : [])
            + (PixelFormat(pixelFormat).hasAlpha ? ["alpha over black"] : [])
    }

    /// The filter graph that brings pictures of this shape onto a canvas as 8-bit 4:2:0.
    ///
    /// - Parameters:
    ///   - target: The colours that the rendition says it has; by default what suits this shape alone.
    ///   - ticksPerSecond: Ticks of the frames' times.
    ///   - tools: Which filters for colours there are.
    /// - Throws: `media.forbiddenFormat` when the build lacks a filter for its colours.
    func graph(
        orientation: Orientation, canvas: PictureSize, target: PictureColour? = nil, ticksPerSecond: Int64,
        tools: ColourRoad.Tools = .here
    ) throws(FerryError) -> String {
        let fit = PictureFit(coded: size, sampleAspect: sampleAspect, orientation: orientation, canvas: canvas)
        let road = ColourRoad(
            source: colour, target: target ?? colour.target, hasAlpha: PixelFormat(pixelFormat).hasAlpha)
        let filters =
            deinterlacing(ticksPerSecond) + road.before + [fit.scaler(options: road.scaling)] + (try road.after(tools))
            + fit.placing + ["format=yuv420p", "buffersink@out"]
        return ([source(ticksPerSecond)] + filters).joined(separator: ",")
    }

    private func source(_ ticksPerSecond: Int64) -> String {
        let told = ":colorspace=\(colour.matrix.rawValue):range=\(colour.isFull ? "pc" : "tv")"
        return "buffer@in=video_size=\(size.width)x\(size.height):pix_fmt=\(pixelFormat)"
            + ":time_base=1/\(ticksPerSecond):pixel_aspect=\(aspect.width)/\(aspect.height)"
            + (ferry_buffer_takes_colour() != 0 ? told : "")
    }

    /// Makes frames that say that they are woven whole, one for one; others pass untouched. The filter counts in half
    /// ticks, which are taken back.
    private func deinterlacing(_ ticksPerSecond: Int64) -> [String] {
        isInterlaced ? ["bwdif=mode=send_frame:parity=auto:deint=interlaced", "settb=1/\(ticksPerSecond)"] : []
    }
}
