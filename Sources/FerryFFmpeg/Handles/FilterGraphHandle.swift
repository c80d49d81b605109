import CFerryFFmpeg

/// One filter graph with one source and one sink.
struct FilterGraphHandle: ~Copyable {
    private let graph: UnsafeMutablePointer<AVFilterGraph>
    private let source: UnsafeMutablePointer<AVFilterContext>
    private let sink: UnsafeMutablePointer<AVFilterContext>
    private let frame: FrameHandle

    /// Builds a graph.
    ///
    /// - Parameter description: The chain as text; its first filter is named `@in`, its last `@out`, such as
    ///   `buffer@in=…,scale=…,buffersink@out`.
    init(_ description: String) throws(FFmpegError) {
        let frame = try FrameHandle()
        guard let graph = avfilter_graph_alloc() else { throw .noMemory("avfilter_graph_alloc") }
        do throws(FFmpegError) {
            (source, sink) = try Self.build(graph, description)
        } catch {
            var graph: UnsafeMutablePointer<AVFilterGraph>? = graph
            avfilter_graph_free(&graph)
            throw error
        }
        self.graph = graph
        self.frame = frame
        HandleLedger.born()
    }

    deinit {
        var graph: UnsafeMutablePointer<AVFilterGraph>? = graph
        avfilter_graph_free(&graph)
        HandleLedger.died()
    }

    /// Filters one frame, or with `nil` says that none follows; the given frame is empty after.
    ///
    /// - Parameter take: Called with each frame that comes out.
    func filter(
        _ input: UnsafeMutablePointer<AVFrame>?, take: (borrowing FrameHandle) throws -> Void
    ) throws {
        try CodecDance.step(
            send: { av_buffersrc_add_frame_flags(source, input, 0) },
            receive: {
                frame.clear()
                return av_buffersink_get_frame(sink, frame.pointer)
            },
            fault: { throw FFmpegError(call: "av_buffersink_get_frame", code: $0) },
            take: { try take(frame) })
    }

    /// The time base of the frames that come out.
    var timeBase: AVRational { av_buffersink_get_time_base(sink) }

    private static func build(
        _ graph: UnsafeMutablePointer<AVFilterGraph>, _ description: String
    ) throws(FFmpegError) -> (UnsafeMutablePointer<AVFilterContext>, UnsafeMutablePointer<AVFilterContext>) {
        var inputs: UnsafeMutablePointer<AVFilterInOut>?
        var outputs: UnsafeMutablePointer<AVFilterInOut>?
        let parsed = avfilter_graph_parse2(graph, description, &inputs, &outputs)
        avfilter_inout_free(&inputs)
        avfilter_inout_free(&outputs)
        try FFmpegError.check(parsed, "avfilter_graph_parse2")
        try FFmpegError.check(avfilter_graph_config(graph, nil), "avfilter_graph_config")
        let ends = (0..<Int(graph.pointee.nb_filters)).compactMap { graph.pointee.filters[$0] }
        func end(_ suffix: String) -> UnsafeMutablePointer<AVFilterContext>? {
            ends.first { String(cString: $0.pointee.name).hasSuffix(suffix) }
        }
        guard let source = end("@in"), let sink = end("@out") else {
            throw FFmpegError(call: "avfilter_graph_get_filter", code: ferry_error_invalid_argument)
        }
        return (source, sink)
    }
}
