import CFerryFFmpeg
import FerryCore

/// The muxer that all lanes of one rendition write to. A class because lanes share it on one thread.
final class Muxing {
    private let output: OutputHandle
    private let container: OutputContainer
    /// Called with the end in seconds of each packet of a track.
    var onWritten: (_ track: Int, _ end: Double) -> Void = { _, _ in }

    init(
        container: OutputContainer, output descriptor: Int32, cipher: (any ChunkCipher)? = nil, maxBytes: Int64
    ) throws(FFmpegError) {
        self.container = container
        output = try OutputHandle(
            format: container.rawValue,
            writer: OutputWriter(fileDescriptor: descriptor, maxBytes: maxBytes, cipher: cipher))
    }

    /// The writer behind the muxer.
    var writer: OutputWriter { output.writer }

    /// Whether encoders must put their headers into the container instead of the stream.
    var wantsGlobalHeaders: Bool {
        guard let format = output.context.pointee.oformat else { return false }
        return format.pointee.flags & AVFMT_GLOBALHEADER != 0
    }

    /// Adds a track for what an encoder makes; gives its place.
    func addTrack(encoder: UnsafeMutablePointer<AVCodecContext>) throws(FFmpegError) -> Int {
        let track = try output.addTrack()
        try FFmpegError.check(
            avcodec_parameters_from_context(track.pointee.codecpar, encoder), "avcodec_parameters_from_context")
        track.pointee.time_base = encoder.pointee.time_base
        track.pointee.avg_frame_rate = AVRational(num: 0, den: 1)
        return Int(track.pointee.index)
    }

    /// Adds a track for packets that are copied; gives its place.
    func addTrack(copying source: UnsafeMutablePointer<AVStream>) throws(FFmpegError) -> Int {
        let track = try output.addTrack()
        try FFmpegError.check(
            avcodec_parameters_copy(track.pointee.codecpar, source.pointee.codecpar), "avcodec_parameters_copy")
        try leaveCommentsOut(track.pointee.codecpar)
        track.pointee.codecpar.pointee.codec_tag = 0
        track.pointee.time_base = source.pointee.time_base
        track.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
        track.pointee.disposition = source.pointee.disposition
        try FFmpegError.check(ferry_copy_display_matrix(track, source), "av_stream_new_side_data")
        return Int(track.pointee.index)
    }

    /// Adds a track of text; of the source's tags it keeps the language.
    func addTrack(
        text encoder: UnsafeMutablePointer<AVCodecContext>, like source: UnsafeMutablePointer<AVStream>
    ) throws(FFmpegError) -> Int {
        let place = try addTrack(encoder: encoder)
        guard let track = output.context.pointee.streams[place] else { return place }
        track.pointee.disposition = source.pointee.disposition
        guard let entry = av_dict_get(source.pointee.metadata, "language", nil, 0) else { return place }
        let language = String(cString: entry.pointee.value)
        guard language.utf8.count <= 8, language.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }) else {
            return place
        }
        try FFmpegError.check(av_dict_set(&track.pointee.metadata, "language", language, 0), "av_dict_set")
        return place
    }

    /// Tags of a source are never copied; those of Vorbis hide in the codec's own header.
    private func leaveCommentsOut(_ parameters: UnsafeMutablePointer<AVCodecParameters>) throws(FFmpegError) {
        let raw = parameters.pointee
        guard raw.codec_id == AV_CODEC_ID_VORBIS, let data = raw.extradata, raw.extradata_size > 0 else { return }
        let block = [UInt8](UnsafeBufferPointer(start: data, count: Int(raw.extradata_size)))
        guard let bare = VorbisHeaders(block)?.withoutComments else { return }
        guard let made = av_mallocz(bare.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)) else {
            throw .noMemory("av_mallocz")
        }
        bare.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { made.copyMemory(from: start, byteCount: bytes.count) }
        }
        av_free(data)
        parameters.pointee.extradata = made.assumingMemoryBound(to: UInt8.self)
        parameters.pointee.extradata_size = Int32(bare.count)
    }

    /// Whether the container takes a codec.
    func takes(_ codec: AVCodecID) -> Bool {
        switch container {
        case .webm:
            [
                AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS,
                AV_CODEC_ID_WEBVTT,
            ]
            .contains(codec)
        case .ogg: [AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS, AV_CODEC_ID_FLAC].contains(codec)
        case .mp4, .matroska:
            avformat_query_codec(output.context.pointee.oformat, codec, FF_COMPLIANCE_NORMAL) == 1
        }
    }

    /// Writes the head; no track can be added after.
    func writeHead(indexEntries: Int) throws(FFmpegError) {
        switch container {
        case .webm, .matroska:
            try output.writeHead(
                options: OptionsHandle(["reserve_index_space": "\(IndexRoom.bytes(entries: indexEntries))"]))
        case .mp4, .ogg: try output.writeHead(options: OptionsHandle())
        }
    }

    /// Writes a packet of a track; the packet is empty after.
    ///
    /// - Parameter base: The time base of the packet's times.
    func write(_ packet: borrowing PacketHandle, track: Int, base: AVRational) throws(FFmpegError) {
        let raw = packet.pointer
        let end = PacketTime.seconds(raw.pointee.pts == ferry_no_time ? raw.pointee.dts : raw.pointee.pts, base)
        let seconds = end.map { $0 + Double(raw.pointee.duration) * av_q2d(base) }
        guard let stream = output.context.pointee.streams[track] else {
            throw FFmpegError(call: "av_interleaved_write_frame", code: ferry_error_invalid_argument)
        }
        av_packet_rescale_ts(raw, base, stream.pointee.time_base)
        raw.pointee.stream_index = Int32(track)
        raw.pointee.pos = -1
        try output.write(packet)
        if let seconds { onWritten(track, seconds) }
    }

    /// Writes what waits, and the index.
    func finish() throws(FFmpegError) { try output.writeTrailer() }
}

/// How much room Matroska's index gets in front of the media.
enum IndexRoom {
    /// Bytes of one entry at most: a cue point with time, track, cluster, position and duration.
    static let bytesPerEntry = 48
    /// Entries for which room is made when the task names none.
    static let usualEntries = 256

    /// Bytes to keep free; too few would leave the file without any index.
    static func bytes(entries: Int) -> Int {
        let entries = entries > 0 ? entries : usualEntries
        return 256 + min(entries, 1 << 20) * bytesPerEntry
    }
}
