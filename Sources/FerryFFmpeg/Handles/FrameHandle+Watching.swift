import CFerryFFmpeg

extension FrameHandle {
    /// Refers to the same samples or picture as another frame; what it held goes.
    func refer(to other: borrowing FrameHandle) throws(FFmpegError) {
        av_frame_unref(pointer)
        try FFmpegError.check(av_frame_ref(pointer, other.pointer), "av_frame_ref")
    }

    /// A number that a filter wrote beside the frame; `nil` when there is none or it is no number.
    func number(_ key: String) -> Double? {
        guard let entry = av_dict_get(pointer.pointee.metadata, key, nil, 0),
            let number = Double(String(cString: entry.pointee.value)), number.isFinite
        else { return nil }
        return number
    }
}
