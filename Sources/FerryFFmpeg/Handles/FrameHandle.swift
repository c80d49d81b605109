import CFerryFFmpeg

/// One `AVFrame` and the samples or the picture it refers to.
struct FrameHandle: ~Copyable {
    let pointer: UnsafeMutablePointer<AVFrame>

    /// An empty frame.
    init() throws(FFmpegError) {
        guard let frame = av_frame_alloc() else { throw .noMemory("av_frame_alloc") }
        pointer = frame
        HandleLedger.born()
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&frame)
        HandleLedger.died()
    }

    /// Lets the contents go; the frame can be filled again.
    func clear() { av_frame_unref(pointer) }

    /// Takes over the contents of another frame, which is empty after.
    func take(from other: borrowing FrameHandle) {
        av_frame_unref(pointer)
        av_frame_move_ref(pointer, other.pointer)
    }
}
