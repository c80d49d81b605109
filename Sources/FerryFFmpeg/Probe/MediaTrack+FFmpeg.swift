import CFerryFFmpeg
import FerryCore

extension MediaTrack {
    /// Joins what the container says about a track with what its packets showed.
    init(
        stream: UnsafeMutablePointer<AVStream>, context: UnsafeMutablePointer<AVFormatContext>, census: TrackCensus
    ) {
        let parameters = stream.pointee.codecpar.pointee
        self.init(
            index: Int(stream.pointee.index), kind: Kind(parameters.codec_type),
            codec: String(cString: avcodec_get_name(parameters.codec_id)), packets: census.packets,
            keyFrames: census.keyFrames, firstSeconds: census.first, lastSeconds: census.last,
            payloadBytes: census.payloadBytes)
        missingSeconds = census.missing
        switch kind {
        case .video: describePicture(stream, context: context, census: census)
        case .audio:
            sampleRate = parameters.sample_rate > 0 ? Int(parameters.sample_rate) : nil
            channels = parameters.ch_layout.nb_channels > 0 ? Int(parameters.ch_layout.nb_channels) : nil
            profile = Self.text(avcodec_profile_name(parameters.codec_id, parameters.profile))
        case .subtitle, .other: break
        }
    }

    private mutating func describePicture(
        _ stream: UnsafeMutablePointer<AVStream>, context: UnsafeMutablePointer<AVFormatContext>, census: TrackCensus
    ) {
        let parameters = stream.pointee.codecpar.pointee
        let size = census.sizes.first ?? PictureSize(width: Int(parameters.width), height: Int(parameters.height))
        if size.pixels > 0 { (width, height) = (size.width, size.height) }
        changesSize = census.sizes.count > 1
        maxKeyFrameGapSeconds = census.maxKeyGap
        pixelFormat = Self.text(av_get_pix_fmt_name(AVPixelFormat(rawValue: parameters.format)))
        profile = Self.text(avcodec_profile_name(parameters.codec_id, parameters.profile))
        if parameters.color_trc != AVCOL_TRC_UNSPECIFIED {
            colorTransfer = Self.text(av_color_transfer_name(parameters.color_trc))
        }
        fieldOrder = Self.fieldOrder(parameters.field_order)
        rotation = Orientation(stream: stream).clockwise
        let aspect = av_guess_sample_aspect_ratio(context, stream, nil)
        sampleAspect = aspect.num > 0 && aspect.den > 0 ? av_q2d(aspect) : 1
        isAttachedPicture = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
    }

    /// What the container says, or where it says nothing the bitstream: FFmpeg's parser fills that in.
    private static func fieldOrder(_ order: AVFieldOrder) -> String? {
        switch order {
        case AV_FIELD_PROGRESSIVE: "progressive"
        case AV_FIELD_TT: "tt"
        case AV_FIELD_BB: "bb"
        case AV_FIELD_TB: "tb"
        case AV_FIELD_BT: "bt"
        default: nil
        }
    }

    private static func text(_ name: UnsafePointer<CChar>?) -> String? { name.map { String(cString: $0) } }
}

extension MediaTrack.Kind {
    /// FFmpeg's kind in our words.
    init(_ type: AVMediaType) {
        self =
            switch type {
            case AVMEDIA_TYPE_VIDEO: .video
            case AVMEDIA_TYPE_AUDIO: .audio
            case AVMEDIA_TYPE_SUBTITLE: .subtitle
            default: .other
            }
    }
}

extension Orientation {
    /// How a track's pictures must be turned, by its display matrix.
    init(stream: UnsafePointer<AVStream>) {
        guard let matrix = ferry_display_matrix(stream) else {
            self = .upright
            return
        }
        self.init(matrix: (matrix[0], matrix[1], matrix[3], matrix[4]))
    }
}
