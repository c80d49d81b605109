import CFerryFFmpeg

extension FrameHandle {
    /// Makes it a frame of silence in the format of another one.
    func fillWithSilence(samples: Int32, like other: borrowing FrameHandle) throws(FFmpegError) {
        clear()
        pointer.pointee.format = other.pointer.pointee.format
        pointer.pointee.sample_rate = other.pointer.pointee.sample_rate
        pointer.pointee.nb_samples = samples
        try FFmpegError.check(
            av_channel_layout_copy(&pointer.pointee.ch_layout, &other.pointer.pointee.ch_layout),
            "av_channel_layout_copy")
        try FFmpegError.check(av_frame_get_buffer(pointer, 0), "av_frame_get_buffer")
        try FFmpegError.check(
            av_samples_set_silence(
                pointer.pointee.extended_data, 0, samples, pointer.pointee.ch_layout.nb_channels,
                AVSampleFormat(rawValue: pointer.pointee.format)),
            "av_samples_set_silence")
        pointer.pointee.pts = ferry_no_time
    }

    /// Makes it an empty frame with room for samples as an encoder takes them.
    func makeRoom(samples: Int32, encoder: UnsafeMutablePointer<AVCodecContext>) throws(FFmpegError) {
        clear()
        pointer.pointee.format = encoder.pointee.sample_fmt.rawValue
        pointer.pointee.sample_rate = encoder.pointee.sample_rate
        pointer.pointee.nb_samples = samples
        try FFmpegError.check(
            av_channel_layout_copy(&pointer.pointee.ch_layout, &encoder.pointee.ch_layout), "av_channel_layout_copy")
        try FFmpegError.check(av_frame_get_buffer(pointer, 0), "av_frame_get_buffer")
    }
}
