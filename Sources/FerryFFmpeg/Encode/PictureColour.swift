import CFerryFFmpeg

/// How numbers in a picture mean light: complete, nothing left to guess. A pure value.
///
/// What a source does not say is filled in as browsers do (Chromium's `ffmpeg_common.cc`): BT.601 below 720 lines, BT.709
/// from there on. VP8 is BT.601 always (RFC 6386 section 9.2). HDR without primaries or matrix is BT.2020.
struct PictureColour: Equatable {
    var primaries: AVColorPrimaries
    var transfer: AVColorTransferCharacteristic
    var matrix: AVColorSpace
    /// Whether black is 0 and white the largest number, as in JPEG, instead of 16 and 235.
    var isFull: Bool

    /// BT.709 in limited range: what every player takes.
    static let bt709 = PictureColour(
        primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_BT709, matrix: AVCOL_SPC_BT709, isFull: false)

    /// Whether its light is encoded for HDR displays: PQ or HLG.
    var isHDR: Bool { transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67 }

    /// Whether numbers are red, green and blue.
    var isRGB: Bool { matrix == AVCOL_SPC_RGB }

    /// Whether its curve is far from those of displays, as cinema cameras write it.
    var isRaw: Bool { Self.rawTransfers.contains(transfer.rawValue) }

    /// Whether its colours lie on the triangle that players assume, near enough.
    var isNarrow: Bool { Self.narrowPrimaries.contains(primaries.rawValue) && !isHDR }

    /// What a rendition of it says: the same where players take that, else BT.709.
    var target: PictureColour {
        guard isNarrow, !isRaw, Self.playedMatrices.contains(matrix.rawValue) else { return .bt709 }
        let isPlayed = Self.playedTransfers.contains(transfer.rawValue)
        return PictureColour(
            primaries: primaries, transfer: isPlayed ? transfer : AVCOL_TRC_BT709, matrix: matrix, isFull: false)
    }

    private static let narrowPrimaries = Set(
        [AVCOL_PRI_BT709, AVCOL_PRI_SMPTE170M, AVCOL_PRI_BT470BG, AVCOL_PRI_SMPTE240M].map(\.rawValue))
    private static let rawTransfers = Set(
        [AVCOL_TRC_LINEAR, AVCOL_TRC_LOG, AVCOL_TRC_LOG_SQRT, AVCOL_TRC_SMPTE428].map(\.rawValue))
    private static let playedMatrices = Set(
        [AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG].map(\.rawValue))
    private static let playedTransfers = Set(
        [AVCOL_TRC_BT709, AVCOL_TRC_SMPTE170M, AVCOL_TRC_IEC61966_2_1, AVCOL_TRC_GAMMA22, AVCOL_TRC_GAMMA28]
            .map(\.rawValue))
}

extension PictureColour {
    /// Completes what is said of a picture.
    ///
    /// - Parameters:
    ///   - isRGB: Whether the pixel format is red, green and blue.
    ///   - isFull: Whether the range is full, as said or by the pixel format.
    ///   - isVP8: Whether VP8 coded it.
    init(
        primaries: AVColorPrimaries, transfer: AVColorTransferCharacteristic, matrix: AVColorSpace, isRGB: Bool,
        isFull: Bool, height: Int, isVP8: Bool
    ) {
        let isSaidHDR = transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67
        let isWide = isSaidHDR || primaries == AVCOL_PRI_BT2020
        let isOld = isVP8 || height < 720
        let guessed = isWide ? AVCOL_SPC_BT2020_NCL : isOld ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709
        let isSaid = Self.isSaid(matrix.rawValue) && matrix != AVCOL_SPC_RGB
        self.matrix = isRGB ? AVCOL_SPC_RGB : isSaid ? matrix : guessed
        self.primaries = Self.isSaid(primaries.rawValue) ? primaries : Self.usualPrimaries(self.matrix, isWide: isWide)
        self.transfer = Self.isSaid(transfer.rawValue) ? transfer : Self.usualTransfer(self.matrix)
        self.isFull = isRGB || isFull
    }

    /// Code points 0, 2 and 3 of ISO/IEC 23091-2 are reserved or say nothing; 0 is RGB as a matrix.
    private static func isSaid(_ code: UInt32) -> Bool { code != 0 && code != 2 && code != 3 }

    private static func usualPrimaries(_ matrix: AVColorSpace, isWide: Bool) -> AVColorPrimaries {
        if isWide { return AVCOL_PRI_BT2020 }
        switch matrix {
        case AVCOL_SPC_SMPTE170M: return AVCOL_PRI_SMPTE170M
        case AVCOL_SPC_BT470BG: return AVCOL_PRI_BT470BG
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: return AVCOL_PRI_BT2020
        default: return AVCOL_PRI_BT709
        }
    }

    private static func usualTransfer(_ matrix: AVColorSpace) -> AVColorTransferCharacteristic {
        switch matrix {
        case AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT470BG: AVCOL_TRC_SMPTE170M
        default: AVCOL_TRC_BT709
        }
    }
}

extension PictureColour {
    /// The colours of a track as its header tells.
    init(track parameters: AVCodecParameters) {
        let format = PixelFormat(parameters.format)
        self.init(
            primaries: parameters.color_primaries, transfer: parameters.color_trc, matrix: parameters.color_space,
            isRGB: format.isRGB, isFull: format.isFull || parameters.color_range == AVCOL_RANGE_JPEG,
            height: Int(parameters.height), isVP8: parameters.codec_id == AV_CODEC_ID_VP8)
    }

    /// The colours of a decoded frame.
    init(frame: AVFrame, codec: AVCodecID) {
        let format = PixelFormat(frame.format)
        self.init(
            primaries: frame.color_primaries, transfer: frame.color_trc, matrix: frame.colorspace,
            isRGB: format.isRGB, isFull: format.isFull || frame.color_range == AVCOL_RANGE_JPEG,
            height: Int(frame.height), isVP8: codec == AV_CODEC_ID_VP8)
    }
}
