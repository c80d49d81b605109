import CFerryFFmpeg

/// Makes and opens codec contexts; a context that cannot be opened is freed here.
enum CodecOpening {
    /// An open context.
    ///
    /// - Parameters:
    ///   - codec: The decoder or encoder.
    ///   - options: Its options; one that it does not know is an error.
    ///   - configure: Sets the context's own fields; a negative answer is an error.
    static func open(
        _ codec: UnsafePointer<AVCodec>, options: KeyValuePairs<String, String>,
        configure: (UnsafeMutablePointer<AVCodecContext>) -> Int32
    ) throws(FFmpegError) -> UnsafeMutablePointer<AVCodecContext> {
        var options = try OptionsHandle(options)
        var made = avcodec_alloc_context3(codec)
        guard let context = made else { throw .noMemory("avcodec_alloc_context3") }
        do throws(FFmpegError) {
            try FFmpegError.check(configure(context), "avcodec_parameters_to_context")
            try FFmpegError.check(options.lend { avcodec_open2(context, codec, $0) }, "avcodec_open2")
            if let unknown = options.leftOver {
                throw FFmpegError(call: "avcodec_open2(\(unknown))", code: ferry_error_invalid_argument)
            }
        } catch {
            avcodec_free_context(&made)
            throw error
        }
        HandleLedger.born()
        return context
    }

    /// Frees a context.
    static func close(_ context: UnsafeMutablePointer<AVCodecContext>) {
        var context: UnsafeMutablePointer<AVCodecContext>? = context
        avcodec_free_context(&context)
        HandleLedger.died()
    }
}
