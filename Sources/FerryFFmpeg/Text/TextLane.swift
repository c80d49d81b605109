import CFerryFFmpeg
import FerryCore

/// Writes the cues of a track of text anew, each at its time.
final class TextLane: CountingLane {
    let sourceIndex: Int
    private let base: AVRational
    private let transcoder: TextTranscoder
    private let sink: any PacketSink
    private let outgoing: PacketHandle
    private var times = CopiedTimes()
    /// What was counted.
    private(set) var tally = LaneTally()

    init(
        stream: UnsafeMutablePointer<AVStream>, transcoder: consuming TextTranscoder, sink: any PacketSink
    ) throws(FFmpegError) {
        sourceIndex = Int(stream.pointee.index)
        base = stream.pointee.time_base
        self.transcoder = transcoder
        self.sink = sink
        outgoing = try PacketHandle()
    }

    func take(_ packet: borrowing PacketHandle) throws {
        let raw = packet.pointer.pointee
        guard raw.pts != ferry_no_time else { return tally.faults += 1 }
        guard let cue = cue(in: packet) else { return }
        let stated = av_rescale_q(max(0, raw.duration), base, TextTranscoder.base)
        let start = max(0, av_rescale_q(raw.pts, base, TextTranscoder.base))
        // Cues that begin together come one after the other: no container of ours has two of a track at one time.
        let time = times.fix(presentation: start, decoding: start).presentation
        let duration = max(1, stated > 0 ? stated : cue.duration)
        tally.addInput(from: Double(start) / 1000, seconds: Double(duration) / 1000)
        tally.addOutput(from: Double(time) / 1000, seconds: Double(duration) / 1000)
        try LoggedPacket(
            presentation: time, decoding: time, duration: duration, flags: AV_PKT_FLAG_KEY, data: cue.bytes
        ).fill(outgoing)
        try sink.write(outgoing, base: TextTranscoder.base)
    }

    func finish() {}

    /// A cue that cannot be read is counted and left out.
    private func cue(in packet: borrowing PacketHandle) -> TextTranscoder.Cue? {
        do throws(FFmpegError) { return try transcoder.convert(packet) } catch {
            tally.faults += 1
            return nil
        }
    }
}
