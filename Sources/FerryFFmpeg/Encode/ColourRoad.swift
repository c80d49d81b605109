import CFerryFFmpeg
import FerryCore

/// How numbers of one colour are brought to another: which filters, around the one that scales. A pure value.
struct ColourRoad: Equatable {
    /// Which filters for colours the build has.
    struct Tools: Equatable {
        /// Everything.
        static let all = Tools(hasZscale: true, hasTonemap: true)
        /// zimg's filter, which knows all primaries, curves and matrices.
        var hasZscale: Bool
        /// The filter that compresses HDR light.
        var hasTonemap: Bool
    }

    var source: PictureColour
    var target: PictureColour
    var hasAlpha: Bool

    /// Filters at the size of the source: what can be seen through is laid over black, in RGB because there one product
    /// does it.
    var before: [String] {
        guard hasAlpha else { return [] }
        return [
            "scale=\(Self.from(source)):flags=\(Self.flags)", "format=gbrap", "premultiply=inplace=1", "format=gbrp",
        ]
    }

    /// What follows the scaler's own flags: it can change matrix and range while it scales, no more.
    var scaling: String {
        let isSame = !flattened.isFull && Self.name(flattened.matrix) == Self.name(target.matrix)
        guard !needsZscale, !isSame else { return "" }
        return "+\(Self.flags):\(Self.from(flattened)):out_color_matrix=\(Self.name(target.matrix)):out_range=tv"
    }

    /// Filters behind the scaler, at the size of the canvas.
    ///
    /// - Throws: `media.forbiddenFormat` when the build lacks a filter for it.
    func after(_ tools: Tools) throws(FerryError) -> [String] {
        guard needsZscale else { return [] }
        try checkTools(tools)
        let from =
            "rin=\(flattened.isFull ? "full" : "limited"):min=\(flattened.matrix.rawValue)"
            + ":pin=\(flattened.primaries.rawValue):tin=\(flattened.transfer.rawValue)"
        let to = "p=bt709:t=bt709:m=bt709:r=limited"
        guard source.isHDR else { return ["zscale=\(from):\(to)"] }
        return [
            "zscale=\(from):t=linear:npl=100", "format=gbrpf32le", "zscale=p=bt709", "tonemap=hable:desat=0",
            "zscale=\(to)",
        ]
    }

    /// The source after `before`.
    private var flattened: PictureColour {
        guard hasAlpha else { return source }
        return PictureColour(
            primaries: source.primaries, transfer: source.transfer, matrix: AVCOL_SPC_RGB, isFull: true)
    }

    private var needsZscale: Bool {
        !source.isNarrow || source.isRaw || !Self.scalerKnows(flattened.matrix)
    }

    private func checkTools(_ tools: Tools) throws(FerryError) {
        guard !tools.hasZscale || source.isHDR && !tools.hasTonemap else { return }
        let name = av_color_transfer_name(source.transfer).map { String(cString: $0) } ?? "unknown"
        let what = source.isHDR ? "HDR (\(name))" : "of wide colours"
        throw FerryError(
            .mediaForbiddenFormat,
            "the picture is \(what), and this build of FFmpeg lacks the filters zscale and tonemap that bring it to BT.709",
            next: "use an FFmpeg with libzimg, or the preset copy")
    }

    private static let flags = "accurate_rnd+full_chroma_int+full_chroma_inp"

    private static func from(_ colour: PictureColour) -> String {
        "in_color_matrix=\(name(colour.matrix)):in_range=\(colour.isFull ? "pc" : "tv")"
    }

    /// What libswscale calls a matrix; both BT.601 ones are the same numbers.
    private static func name(_ matrix: AVColorSpace) -> String {
        switch matrix {
        case AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG: "bt601"
        case AVCOL_SPC_SMPTE240M: "smpte240m"
        case AVCOL_SPC_FCC: "fcc"
        case AVCOL_SPC_BT2020_NCL: "bt2020"
        default: "bt709"
        }
    }

    private static func scalerKnows(_ matrix: AVColorSpace) -> Bool {
        [
            AVCOL_SPC_RGB, AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE240M,
            AVCOL_SPC_FCC, AVCOL_SPC_BT2020_NCL,
        ].contains { $0 == matrix }
    }
}

extension ColourRoad.Tools {
    /// What this build of FFmpeg has.
    static var here: ColourRoad.Tools {
        ColourRoad.Tools(
            hasZscale: avfilter_get_by_name("zscale") != nil, hasTonemap: avfilter_get_by_name("tonemap") != nil)
    }
}
