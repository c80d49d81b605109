import CFerryFFmpeg
import FerryCore

/// Measures one piece of a rendition while it is encoded: keeps the originals that go into the encoder, decodes the
/// packets that come out at once, and compares each picture with its original.
final class QualityWatcher: PictureWatcher {
    /// Bytes of originals that may wait for the encoder; with more, the oldest go unmeasured. x264 `medium` and SVT-AV1
    /// hold fewer than a hundred pictures back.
    static let maxWaitingBytes = 512 << 20

    private let decoder: DecoderHandle
    private let meter: QualityMeter
    private var waiting: [KeptFrame] = []
    private let maxWaiting: Int

    /// - Parameters:
    ///   - encoder: The open encoder of the piece.
    ///   - isFirst: Whether the recording begins with the piece.
    init(
        encoder: UnsafeMutablePointer<AVCodecContext>, plan: VideoPiecePlan, isFirst: Bool
    ) throws(FFmpegError) {
        let (width, height) = (plan.settings.width, plan.settings.height)
        decoder = try DecoderHandle(readingBack: encoder)
        meter = QualityMeter(
            width: width, height: height, picturesPerSecond: plan.picturesPerSecond,
            beginning: isFirst ? .ofRecording : .ofLaterPiece)
        maxWaiting = max(8, Self.maxWaitingBytes / max(1, width * height * 3 / 2))
    }

    func take(_ picture: borrowing FrameHandle, at seconds: Double) throws {
        waiting.append(try KeptFrame(picture.pointer))
        if waiting.count > maxWaiting { meter.leaveOut(waiting.removeFirst()) }
    }

    func take(encoded packet: borrowing PacketHandle) throws { try decode(packet.pointer) }

    func finish(into facts: inout PieceMeasures) throws {
        try decode(nil)
        for original in waiting { meter.leaveOut(original) }
        waiting.removeAll()
        facts.quality = meter.tally
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
