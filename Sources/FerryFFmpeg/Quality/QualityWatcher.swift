import CFerryFFmpeg
import FerryCore

/// Measures one piece of a rendition while it is encoded: keeps the originals that go into the encoder, decodes the
/// packets that come out at once, and compares each picture with its original.
///
/// Tell it every original with ``willEncode(_:)``, every packet with ``didEncode(_:)`` in the order of the encoder, then
/// ``finish()``.
final class QualityWatcher {
    /// Bytes of originals that may wait for the encoder; with more, the oldest go unmeasured. x264 `medium` and SVT-AV1
    /// hold fewer than a hundred pictures back.
    static let maxWaitingBytes = 512 << 20

    private let decoder: DecoderHandle
    private let meter: QualityMeter
    private var waiting: [KeptFrame] = []
    private let maxWaiting: Int

    /// - Parameters:
    ///   - encoder: The open encoder of the piece.
    ///   - beginning: What stands before the piece.
    init(
        encoder: UnsafeMutablePointer<AVCodecContext>, settings: VideoSettings, beginning: QualityMeter.Beginning
    ) throws(FFmpegError) {
        decoder = try DecoderHandle(readingBack: encoder)
        meter = QualityMeter(
            width: settings.width, height: settings.height, picturesPerSecond: settings.maxFrameRate,
            beginning: beginning)
        maxWaiting = max(8, Self.maxWaitingBytes / max(1, settings.width * settings.height * 3 / 2))
    }

    /// An original is about to go into the encoder, its time in ticks of ``VideoEncoding``.
    func willEncode(_ original: UnsafeMutablePointer<AVFrame>) throws(FFmpegError) {
        waiting.append(try KeptFrame(original))
        if waiting.count > maxWaiting { meter.leaveOut(waiting.removeFirst()) }
    }

    /// A packet came out of the encoder; it is only read.
    func didEncode(_ packet: borrowing PacketHandle) throws { try decode(packet.pointer) }

    /// What was measured, once the last packet has come.
    func finish() throws -> QualityTally {
        try decode(nil)
        for original in waiting { meter.leaveOut(original) }
        waiting.removeAll()
        return meter.tally
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        _ = try decoder.decode(packet) { copy in
            let time = copy.pointer.pointee.best_effort_timestamp
            while let original = waiting.first, original.pointer.pointee.pts < time {
                meter.leaveOut(original)
                waiting.removeFirst()
            }
            guard let original = waiting.first, original.pointer.pointee.pts == time else { return }
            meter.compare(original, copy, at: VideoEncoding.seconds(time))
            waiting.removeFirst()
        }
    }
}
