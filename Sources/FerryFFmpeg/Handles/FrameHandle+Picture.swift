import CFerryFFmpeg

extension FrameHandle {
    /// Completes what a decoded picture says of itself: the container's sample aspect stands above the stream's, and
    /// colours that nobody names are those that players assume.
    func completePicture(container aspect: AVRational, codec: AVCodecID) {
        if aspect.num > 0, aspect.den > 0 { pointer.pointee.sample_aspect_ratio = aspect }
        let colour = PictureColour(frame: pointer.pointee, codec: codec)
        pointer.pointee.color_primaries = colour.primaries
        pointer.pointee.color_trc = colour.transfer
        pointer.pointee.colorspace = colour.matrix
        pointer.pointee.color_range = colour.isFull ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
    }
}
