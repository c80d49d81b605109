import CFerryFFmpeg

/// The latest frames of a decoder, referred to once more; those before are let go.
struct RecentFramesHandle: ~Copyable {
    private let capacity: Int
    private var frames: [UnsafeMutablePointer<AVFrame>] = []

    /// - Parameter capacity: How many frames are kept.
    init(capacity: Int) {
        self.capacity = capacity
        HandleLedger.born()
    }

    deinit {
        for frame in frames { Self.free(frame) }
        HandleLedger.died()
    }

    /// Keeps a frame, which stays as it is, with the time at which it is shown.
    mutating func keep(_ frame: borrowing FrameHandle, at time: Int64) throws(FFmpegError) {
        guard let kept = av_frame_clone(frame.pointer) else { throw .noMemory("av_frame_clone") }
        kept.pointee.pts = time
        frames.append(kept)
        if frames.count > capacity { Self.free(frames.removeFirst()) }
    }

    /// Lends each frame, the oldest first; none is left after.
    mutating func drain(_ take: (borrowing FrameHandle) throws -> Void) throws {
        let lent = try FrameHandle()
        defer { clear() }
        for frame in frames {
            lent.clear()
            av_frame_move_ref(lent.pointer, frame)
            try take(lent)
        }
    }

    /// Lets all frames go.
    mutating func clear() {
        for frame in frames { Self.free(frame) }
        frames.removeAll()
    }

    private static func free(_ frame: UnsafeMutablePointer<AVFrame>) {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }
}
