import CFerryFFmpeg

/// Times the packets of a bare AAC stream by their own heads (ISO/IEC 14496-3, `adts_frame`).
///
/// Such a stream has no stamps, and FFmpeg counts them in the rate of its beginning, which is wrong from where the rate
/// changes. A class because the demuxer that owns it cannot be changed while it reads.
final class ADTSClock {
    /// Samples a second by the index in the head.
    private static let rates: [Int64] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]
    private static let samplesInBlock: Int64 = 1024

    private var next: Int64 = 0

    /// Stamps the next packet in the order of the stream; one without a head keeps its length.
    func stamp(_ packet: borrowing PacketHandle, base: AVRational) {
        let raw = packet.pointer
        if let length = Self.length(of: raw, base) { raw.pointee.duration = length }
        raw.pointee.pts = next
        raw.pointee.dts = next
        next += max(0, raw.pointee.duration)
    }

    private static func length(of packet: UnsafeMutablePointer<AVPacket>, _ base: AVRational) -> Int64? {
        guard packet.pointee.size >= 7, let data = packet.pointee.data, data[0] == 0xff, data[1] & 0xf6 == 0xf0
        else { return nil }
        let index = Int(data[2] >> 2 & 0xf)
        guard rates.indices.contains(index) else { return nil }
        let samples = samplesInBlock * Int64(data[6] & 3 + 1)
        return av_rescale_q(samples, AVRational(num: 1, den: Int32(rates[index])), base)
    }
}
