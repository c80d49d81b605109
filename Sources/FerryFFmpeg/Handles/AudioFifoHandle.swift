import CFerryFFmpeg

/// One `AVAudioFifo`: samples on their way from frames of any size to frames of the size an encoder wants.
struct AudioFifoHandle: ~Copyable {
    private let fifo: OpaquePointer

    /// An empty queue for samples of one format.
    init(format: AVSampleFormat, channels: Int32, capacity: Int32) throws(FFmpegError) {
        guard let fifo = av_audio_fifo_alloc(format, channels, capacity) else {
            throw .noMemory("av_audio_fifo_alloc")
        }
        self.fifo = fifo
        HandleLedger.born()
    }

    deinit {
        av_audio_fifo_free(fifo)
        HandleLedger.died()
    }

    /// Samples that wait.
    var count: Int32 { av_audio_fifo_size(fifo) }

    /// Takes all samples of a frame.
    func write(_ frame: borrowing FrameHandle) throws(FFmpegError) {
        let samples = frame.pointer.pointee.nb_samples
        let code = Self.withPlanes(of: frame) { av_audio_fifo_write(fifo, $0, samples) }
        try FFmpegError.check(code, "av_audio_fifo_write")
    }

    /// Fills a frame that has room for `samples`.
    func read(into frame: borrowing FrameHandle, samples: Int32) throws(FFmpegError) {
        let code = Self.withPlanes(of: frame) { av_audio_fifo_read(fifo, $0, samples) }
        try FFmpegError.check(code, "av_audio_fifo_read")
    }

    private static func withPlanes(
        of frame: borrowing FrameHandle, _ body: (UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32
    ) -> Int32 {
        guard let planes = frame.pointer.pointee.extended_data else { return ferry_error_invalid_argument }
        return UnsafeMutableRawPointer(planes)
            .withMemoryRebound(to: UnsafeMutableRawPointer?.self, capacity: 8) { body($0) }
    }
}
