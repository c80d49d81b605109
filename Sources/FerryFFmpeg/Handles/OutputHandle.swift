import CFerryFFmpeg

/// One muxer that writes through an ``OutputWriter``.
struct OutputHandle: ~Copyable {
    /// Bytes gathered before they are written.
    static let bufferBytes: Int32 = 1 << 20

    let context: UnsafeMutablePointer<AVFormatContext>
    let writer: OutputWriter
    private let io: UnsafeMutablePointer<AVIOContext>

    /// A muxer without tracks; nothing is written yet.
    ///
    /// - Parameter format: FFmpeg's name of the muxer.
    init(format: String, writer: OutputWriter) throws(FFmpegError) {
        _ = FFmpegLibraries.started
        let owner = Unmanaged.passUnretained(writer).toOpaque()
        guard let io = ferry_avio_writer(owner, Self.bufferBytes, outputWrite, outputSeek) else {
            throw .noMemory("avio_alloc_context")
        }
        var made: UnsafeMutablePointer<AVFormatContext>?
        let code = avformat_alloc_output_context2(&made, nil, format, nil)
        guard code >= 0, let made else {
            ferry_avio_free(io)
            throw FFmpegError(call: "avformat_alloc_output_context2(\(format))", code: code)
        }
        made.pointee.pb = io
        made.pointee.flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT
        ferry_refuse_nested_opens(made)
        context = made
        self.io = io
        self.writer = writer
        HandleLedger.born()
    }

    deinit {
        avformat_free_context(context)
        ferry_avio_free(io)
        HandleLedger.died()
    }

    /// Adds a track.
    func addTrack() throws(FFmpegError) -> UnsafeMutablePointer<AVStream> {
        guard let stream = avformat_new_stream(context, nil) else { throw .noMemory("avformat_new_stream") }
        return stream
    }

    /// Writes the head; tracks may have other time bases after.
    func writeHead(options: consuming OptionsHandle) throws(FFmpegError) {
        try FFmpegError.check(options.lend { avformat_write_header(context, $0) }, "avformat_write_header")
    }

    /// Writes one packet in its place between the tracks; the packet is empty after.
    func write(_ packet: borrowing PacketHandle) throws(FFmpegError) {
        try FFmpegError.check(
            av_interleaved_write_frame(context, packet.pointer), "av_interleaved_write_frame")
    }

    /// Writes everything that waits, and the index.
    func writeTrailer() throws(FFmpegError) {
        try FFmpegError.check(av_write_trailer(context), "av_write_trailer")
        avio_flush(io)
        try FFmpegError.check(io.pointee.error, "avio_flush")
    }
}
