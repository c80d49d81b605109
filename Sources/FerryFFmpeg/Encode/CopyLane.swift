import CFerryFFmpeg
import FerryCore

/// Passes the packets of a track on as they are: times on the common line, durations set, decoding times rising.
final class CopyLane: CountingLane {
    let sourceIndex: Int
    private let kind: MediaTrack.Kind
    private let base: AVRational
    private let stream: UnsafeMutablePointer<AVStream>
    private let sink: any PacketSink
    private var times = CopiedTimes()
    private var spacing = FrameSpacing()
    private var start = StartSkip()
    private var isFirst = true
    /// The latest packet; it goes to the muxer when the next one says how long it lasts.
    private let held: PacketHandle
    private var isHolding = false
    /// What was counted.
    private(set) var tally = LaneTally()

    init(stream: UnsafeMutablePointer<AVStream>, kind: MediaTrack.Kind, sink: any PacketSink) throws {
        sourceIndex = Int(stream.pointee.index)
        self.kind = kind
        self.stream = stream
        self.sink = sink
        base = stream.pointee.time_base
        held = try PacketHandle()
    }

    func take(_ packet: borrowing PacketHandle) throws {
        let raw = packet.pointer
        let fixed = times.fix(
            presentation: raw.pointee.pts == ferry_no_time ? nil : raw.pointee.pts,
            decoding: raw.pointee.dts == ferry_no_time ? nil : raw.pointee.dts)
        if fixed.isMended { tally.note("timestamps") }
        (raw.pointee.pts, raw.pointee.dts) = (fixed.presentation, fixed.decoding)
        if raw.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 { tally.faults += 1 }
        if isHolding { try writeHeld(next: fixed.decoding) }
        spacing.add(at: fixed.decoding, stated: raw.pointee.duration)
        held.take(from: packet)
        isHolding = true
    }

    func finish() throws {
        if isHolding { try writeHeld(next: nil) }
    }

    private func writeHeld(next: Int64?) throws {
        let raw = held.pointer
        if let next, raw.pointee.duration <= 0 || kind == .video {
            raw.pointee.duration = next - raw.pointee.dts
        } else if next == nil {
            raw.pointee.duration = max(1, spacing.lastDuration)
        }
        noteTimes(PacketFacts(held, stream: stream, isFirst: isFirst))
        isFirst = false
        isHolding = false
        try sink.write(held, base: base)
    }

    private func noteTimes(_ facts: PacketFacts) {
        guard let time = facts.presentation else { return }
        let heard = start.heard(at: time, skip: facts.skip)
        if facts.isHidden { return }
        let seconds = max(0, time + facts.duration - heard)
        tally.addInput(from: heard, seconds: seconds)
        tally.addOutput(from: heard, seconds: seconds)
    }
}

/// Makes the times of copied packets fit for a muxer: all there, decoding times rising. A pure value; times are ticks.
struct CopiedTimes: Equatable {
    /// The times of one packet, fit for a muxer.
    struct Fixed: Equatable {
        var presentation: Int64
        var decoding: Int64
        /// Whether something had to be changed beyond filling in what was missing.
        var isMended: Bool
    }

    private var last: Int64?

    /// Takes the times of the next packet.
    mutating func fix(presentation: Int64?, decoding: Int64?) -> Fixed {
        let (presentation, decoding) = (presentation.map(Ticks.bounded), decoding.map(Ticks.bounded))
        let lowest = last.map { $0 + 1 }
        let wanted = decoding ?? min(presentation ?? .max, lowest ?? presentation ?? 0)
        let fixed = max(wanted, lowest ?? wanted)
        last = fixed
        let shown = max(presentation ?? fixed, fixed)
        return Fixed(
            presentation: shown, decoding: fixed,
            isMended: decoding.map { $0 != fixed } ?? false || presentation.map { $0 != shown } ?? false)
    }
}
