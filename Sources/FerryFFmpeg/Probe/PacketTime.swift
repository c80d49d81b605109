import CFerryFFmpeg

/// Times of packets between FFmpeg's ticks and ours.
enum PacketTime {
    /// Microseconds, the ticks in which tracks are compared.
    static let micro = AVRational(num: 1, den: 1_000_000)

    /// The farthest from 0 that a time may lie: 142 years, which is more than a clock that counts from 1970.
    private static let farthest: Int64 = 1 << 52
    /// The longest that a packet may last, and that its two times may lie apart, in microseconds.
    private static let longest: Int64 = 3_600_000_000

    /// Takes absurd times off a packet, so that sums of what is left never overflow.
    ///
    /// - Returns: How many of its stamps lay farther away than any clock counts.
    @discardableResult
    static func sanitize(_ packet: borrowing PacketHandle, base: AVRational) -> Int {
        let raw = packet.pointer
        let farthest = ticks(Self.farthest, base)
        let longest = ticks(Self.longest, base)
        var absurd = 0
        if isAbsurd(raw.pointee.pts, farthest) {
            raw.pointee.pts = ferry_no_time
            absurd += 1
        }
        if isAbsurd(raw.pointee.dts, farthest) {
            raw.pointee.dts = ferry_no_time
            absurd += 1
        }
        if raw.pointee.pts != ferry_no_time, raw.pointee.dts != ferry_no_time,
            abs(clamping: raw.pointee.pts - raw.pointee.dts) > longest
        {
            raw.pointee.pts = ferry_no_time
        }
        if raw.pointee.duration < 0 || raw.pointee.duration > longest { raw.pointee.duration = 0 }
        return absurd
    }

    private static func isAbsurd(_ stamp: Int64, _ farthest: Int64) -> Bool {
        stamp != ferry_no_time && abs(clamping: stamp) > farthest
    }

    private static func ticks(_ micros: Int64, _ base: AVRational) -> Int64 {
        let ticks = av_rescale_q(micros, micro, base)
        return ticks > 0 ? min(ticks, 1 << 61) : 1 << 61
    }

    private static func abs(clamping ticks: Int64) -> Int64 { ticks == .min ? .max : Swift.abs(ticks) }

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
        follow(packet, base: base, timeline)
        return event
    }

    /// Puts a packet on a line of time that other tracks lay.
    static func follow(_ packet: borrowing PacketHandle, base: AVRational, _ timeline: Timeline) {
        let raw = packet.pointer
        let ticks = av_rescale_q(timeline.shift, micro, base)
        if raw.pointee.pts != ferry_no_time { raw.pointee.pts &+= ticks }
        if raw.pointee.dts != ferry_no_time { raw.pointee.dts &+= ticks }
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
