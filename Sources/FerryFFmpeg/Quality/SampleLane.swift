import CFerryFFmpeg
import FerryCore

/// Encodes and measures the windows of one picture track with one setting, and keeps nothing of it but figures.
final class SampleLane: Lane {
    let sourceIndex: Int
    private let plan: VideoPiecePlan
    private let windows: [Range<Int64>]
    private let starts: DecodingStarts
    private let onWork: () -> Void
    private let base: AVRational
    private let decoder: DecoderHandle
    private var piece: VideoPiece?
    /// The window that pictures are looked for, or taken, in.
    private var current = 0
    /// Packets of the track seen so far, and the first one that has to be decoded.
    private var ordinal = 0
    private var resumeAt = 0
    private var latest: Int64 = 0
    private var lastDuration: Int64 = 0
    /// What was measured so far.
    private(set) var sample = Sample()

    /// What the windows gave.
    struct Sample {
        /// The quality of all windows; `nil` before the first picture.
        var tally: QualityTally?
        /// Bytes of all packets.
        var bytes = 0
        /// Ticks from the first to the end of the last picture of each window.
        var ticks: Int64 = 0
    }

    init(
        stream: UnsafeMutablePointer<AVStream>, plan: VideoPiecePlan, windows: [Range<Int64>], starts: DecodingStarts,
        limits: MediaLimits, onWork: @escaping () -> Void
    ) throws(FFmpegError) {
        sourceIndex = Int(stream.pointee.index)
        self.plan = plan
        self.windows = windows
        self.starts = starts
        self.onWork = onWork
        base = stream.pointee.time_base
        decoder = try DecoderHandle(stream: stream, maxPixels: limits.maxPixels, threads: 0)
        resumeAt = start(of: 0)
    }

    func take(_ packet: borrowing PacketHandle) throws {
        defer { ordinal += 1 }
        onWork()
        guard current < windows.count, ordinal >= resumeAt else { return }
        try decode(packet.pointer)
    }

    func finish() throws {
        if current < windows.count { try decode(nil) }
        try endPiece(until: latest + max(1, lastDuration))
    }

    private func decode(_ packet: UnsafeMutablePointer<AVPacket>?) throws {
        _ = try decoder.decode(packet) { try self.takeDecoded($0) }
    }

    private func takeDecoded(_ frame: borrowing FrameHandle) throws {
        let stamp = frame.pointer.pointee.best_effort_timestamp
        let time = Ticks.bounded(stamp == ferry_no_time ? latest + lastDuration : VideoEncoding.ticks(stamp, base))
        lastDuration = time > latest ? time - latest : lastDuration
        latest = max(latest, time)
        while current < windows.count, time >= windows[current].upperBound {
            try endPiece(until: windows[current].upperBound)
            current += 1
            skip()
        }
        guard current < windows.count, time >= windows[current].lowerBound else { return }
        try begin(at: time).take(frame, at: time, duration: lastDuration)
    }

    private func begin(at time: Int64) throws -> VideoPiece {
        if let piece { return piece }
        let made = try VideoPiece(plan, index: plan.grid.index(of: time)) { encoder throws(FFmpegError) in
            [try QualityWatcher(encoder: encoder, plan: plan, isFirst: time == 0)]
        }
        piece = made
        return made
    }

    private func endPiece(until end: Int64) throws {
        guard let record = try piece?.finish(until: end) else { return }
        piece = nil
        sample.bytes += record.packets.reduce(0) { $0 + $1.data.count }
        if let first = record.packets.map(\.presentation).min() { sample.ticks += max(0, end - first) }
        guard let measured = record.facts.quality else { return }
        if sample.tally?.merge(measured) == nil { sample.tally = measured }
    }

    /// Leaves out what lies before the next window, where that is worth a jump of the decoder.
    private func skip() {
        let next = start(of: current)
        guard next > ordinal else { return }
        resumeAt = next
        decoder.flush()
    }

    private func start(of window: Int) -> Int {
        window < windows.count ? starts.packet(for: plan.grid.index(of: windows[window].lowerBound)) : Int.max
    }
}
