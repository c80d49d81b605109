import CFerryFFmpeg
import FerryCore

/// One opened demuxer that reads from a ``LayoutReader`` and from nothing else.
struct InputHandle: ~Copyable {
    /// Bytes read at once.
    static let bufferBytes: Int32 = 128 << 10
    /// Tracks above which a demuxer itself gives up.
    static let hardTrackLimit = 256

    let context: UnsafeMutablePointer<AVFormatContext>
    let reader: LayoutReader
    let container: MediaContainer
    private let io: UnsafeMutablePointer<AVIOContext>
    private let adts: ADTSClock?
    private let stamps = StampCount()
    /// The recordings that follow in the same source.
    private var chain: RecordingChain?

    /// Opens the container with its one demuxer; no other file is ever opened.
    init(reader: LayoutReader, container: MediaContainer) throws(FFmpegError) {
        _ = FFmpegLibraries.started
        var options = try OptionsHandle([
            "format_whitelist": FormatPolicy.demuxers, "codec_whitelist": CodecPolicy.decoders,
            "protocol_whitelist": "", "max_streams": "\(Self.hardTrackLimit)",
        ])
        let owner = Unmanaged.passUnretained(reader).toOpaque()
        guard let io = ferry_avio_reader(owner, Self.bufferBytes, layoutRead, layoutSeek) else {
            throw .noMemory("avio_alloc_context")
        }
        var opened = avformat_alloc_context()
        opened?.pointee.pb = io
        opened?.pointee.interrupt_callback = AVIOInterruptCB(callback: layoutInterrupt, opaque: owner)
        if let opened { ferry_refuse_nested_opens(opened) }
        let format = av_find_input_format(FormatPolicy.demuxer(for: container))
        let isReady = opened != nil && format != nil
        let code =
            isReady ? options.lend { avformat_open_input(&opened, nil, format, $0) } : ferry_error_no_memory
        guard code >= 0, let opened else {
            avformat_free_context(opened)
            ferry_avio_free(io)
            throw FFmpegError(call: "avformat_open_input", code: code)
        }
        context = opened
        self.io = io
        self.reader = reader
        self.container = container
        adts = container == .aac ? ADTSClock() : nil
        HandleLedger.born()
    }

    deinit {
        var context: UnsafeMutablePointer<AVFormatContext>? = context
        avformat_close_input(&context)
        ferry_avio_free(io)
        HandleLedger.died()
    }

    /// How many tracks there are.
    var trackCount: Int { Int(context.pointee.nb_streams) }

    /// The track at a place, `nil` beyond the last.
    func track(_ index: Int) -> UnsafeMutablePointer<AVStream>? {
        index >= 0 && index < trackCount ? context.pointee.streams[index] : nil
    }

    /// Where the demuxer reads: the byte of the object after the last one it used.
    var position: Int64 {
        let own = reader.objectPosition(inView: avio_seek(io, 0, SEEK_CUR))
        return max(own, chain?.position ?? 0)
    }

    /// How many time stamps were taken off packets because no clock counts that far.
    var absurdStamps: Int { stamps.absurd + (chain?.absurdStamps ?? 0) }

    /// What recordings behind the first one hold that the first has no track for.
    var leftOut: LeftOutSeconds { chain?.leftOut ?? LeftOutSeconds() }

    /// Reads and decodes as little as tells what the tracks are.
    func findTracks(maxPixels: Int) throws(FFmpegError) {
        let count = trackCount
        var options = [OpaquePointer?](repeating: nil, count: count)
        for index in 0..<count {
            av_dict_set(&options[index], "max_pixels", "\(maxPixels)", 0)
            av_dict_set(&options[index], "threads", "1", 0)
        }
        let code = options.withUnsafeMutableBufferPointer { avformat_find_stream_info(context, $0.baseAddress) }
        for index in 0..<count { av_dict_free(&options[index]) }
        try FFmpegError.check(code, "avformat_find_stream_info")
    }

    /// Lets other recordings follow at the end of this one, as if they were its own packets.
    ///
    /// - Parameters:
    ///   - rest: A reader for each of them.
    ///   - open: Opens one; `nil` when it cannot be read.
    mutating func follow(with rest: [LayoutReader], open: @escaping (LayoutReader) -> InputHandle?) {
        chain = RecordingChain(rest: rest, first: reader, open: open)
    }

    /// Reads the next packet; `false` at the end.
    func read(_ packet: borrowing PacketHandle) throws(FFmpegError) -> Bool {
        packet.clear()
        if let chain, chain.isRunning { return try chain.read(packet, as: self) }
        let code = av_read_frame(context, packet.pointer)
        if code == ferry_error_eof {
            guard let chain else { return false }
            return try chain.read(packet, as: self)
        }
        if code == ferry_error_again { return try read(packet) }
        try FFmpegError.check(code, "av_read_frame")
        if let track = track(Int(packet.pointer.pointee.stream_index)) {
            stamps.absurd += PacketTime.sanitize(packet, base: track.pointee.time_base)
            adts?.stamp(packet, base: track.pointee.time_base)
            chain?.note(packet, base: track.pointee.time_base)
        }
        return true
    }

    /// Reads on only in the given tracks.
    func keepOnly(_ tracks: Set<Int>) {
        for index in 0..<trackCount where !tracks.contains(index) {
            track(index)?.pointee.discard = AVDISCARD_ALL
        }
    }
}

/// Counts stamps on the way; a class because the demuxer's handle is only lent to its readers.
private final class StampCount {
    var absurd = 0
}
