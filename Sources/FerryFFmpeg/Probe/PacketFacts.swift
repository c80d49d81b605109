import CFerryFFmpeg

/// What a packet says about itself, in seconds and bytes.
struct PacketFacts: Equatable {
    /// When it is shown.
    var presentation: Double?
    /// When it is decoded.
    var decoding: Double?
    /// How long it lasts; 0 when it does not say.
    var duration: Double = 0
    /// Seconds from its start on that the decoder throws away, over this packet and those after.
    var skip: Double = 0
    /// Bytes of payload.
    var bytes: Int = 0
    /// Whether decoding can start here.
    var isKey = false
    /// Whether it is decoded but never shown, as an edit list asks.
    var isHidden = false
}

extension PacketFacts {
    /// Reads a packet of a track.
    ///
    /// - Parameter isFirst: Whether it is the track's first; a codec's own delay counts there.
    init(_ packet: borrowing PacketHandle, stream: UnsafeMutablePointer<AVStream>, isFirst: Bool) {
        let raw = packet.pointer.pointee
        let base = stream.pointee.time_base
        self.init(
            presentation: PacketTime.seconds(raw.pts, base),
            decoding: PacketTime.seconds(raw.dts, base),
            duration: PacketTime.seconds(max(0, raw.duration), base) ?? 0,
            skip: PacketTime.skippedSeconds(packet, stream: stream, isFirst: isFirst),
            bytes: Int(raw.size),
            isKey: raw.flags & AV_PKT_FLAG_KEY != 0,
            isHidden: raw.flags & AV_PKT_FLAG_DISCARD != 0)
    }
}

/// Times of packets between FFmpeg's ticks and ours.
enum PacketTime {
    /// Microseconds, the ticks in which tracks are compared.
    static let micro = AVRational(num: 1, den: 1_000_000)

    /// Ticks as seconds; `nil` for "no time".
    static func seconds(_ ticks: Int64, _ base: AVRational) -> Double? {
        ticks == ferry_no_time ? nil : Double(ticks) * av_q2d(base)
    }

    /// Puts a packet on a line of time.
    ///
    /// - Returns: What was mended from this packet on.
    static func pass(
        _ packet: borrowing PacketHandle, base: AVRational, track: Int, through timeline: inout Timeline
    ) -> Timeline.Event? {
        let raw = packet.pointer
        let stamp = raw.pointee.dts != ferry_no_time ? raw.pointee.dts : raw.pointee.pts
        let event = timeline.pass(
            track: track, time: stamp == ferry_no_time ? nil : av_rescale_q(stamp, base, micro),
            duration: av_rescale_q(max(0, raw.pointee.duration), base, micro))
        let ticks = av_rescale_q(timeline.shift, micro, base)
        if raw.pointee.pts != ferry_no_time { raw.pointee.pts &+= ticks }
        if raw.pointee.dts != ferry_no_time { raw.pointee.dts &+= ticks }
        return event
    }

    /// Seconds that the decoder throws away from this packet's start on.
    static func skippedSeconds(
        _ packet: borrowing PacketHandle, stream: UnsafeMutablePointer<AVStream>, isFirst: Bool
    ) -> Double {
        let parameters = stream.pointee.codecpar.pointee
        guard parameters.sample_rate > 0 else { return 0 }
        var samples = ferry_packet_skip(packet.pointer)
        if samples == 0, isFirst, parameters.codec_id == AV_CODEC_ID_OPUS { samples = opusDelay(parameters) }
        return Double(samples) / Double(parameters.sample_rate)
    }

    /// The pre-skip of an Opus head (RFC 7845 section 5.1), which the decoder obeys by itself.
    private static func opusDelay(_ parameters: AVCodecParameters) -> Int64 {
        guard let head = parameters.extradata, parameters.extradata_size >= 12 else { return 0 }
        return Int64(head[10]) | Int64(head[11]) << 8
    }
}

/// Says when a track's packets are first heard, when decoders throw samples away at the start. A pure value.
struct StartSkip: Equatable {
    private var end: Double?

    /// When a packet's first sample is heard.
    ///
    /// - Parameters:
    ///   - time: The packet's presentation time in seconds.
    ///   - skip: Seconds that are thrown away from there on.
    mutating func heard(at time: Double, skip: Double) -> Double {
        if skip > 0 { end = time + skip }
        guard let end, time < end else { return time }
        return end
    }
}
