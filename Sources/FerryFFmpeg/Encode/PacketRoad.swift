import CFerryFFmpeg
import FerryCore

/// Carries packets from the demuxer to the lanes, on one common line of time, to the last one.
final class PacketRoad {
    /// How many mended places are told one by one.
    static let maxEvents = 16

    private let source: MediaSource
    private let lanes: [Int: any Lane]
    private var timeline = Timeline(origin: 0)
    private var events = 0
    /// The error that ended the reading before the end of the media.
    private var stop: FFmpegError?
    /// What could not be read, or was mended, on the way.
    private(set) var damage: [MediaDefect] = []
    /// Bytes of the source after the point at which reading had to stop.
    private(set) var unreadBytes: Int64 = 0

    init(source: MediaSource, lanes: [any Lane]) {
        self.source = source
        self.lanes = Dictionary(lanes.map { ($0.sourceIndex, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads everything and drains all lanes.
    func run(_ input: borrowing InputHandle) throws {
        let packet = try PacketHandle()
        var start = StartQueue()
        fill(&start, input)
        timeline = Timeline(origin: start.origin)
        while start.next(into: packet) { try carry(packet, input) }
        while read(packet, input) { try carry(packet, input) }
        try source.checkCancelled()
        if let failure = FailureTranslation.reading(input.reader) { throw failure }
        noteStop(input)
        for index in lanes.keys.sorted() { try lanes[index]?.finish() }
    }

    private func fill(_ start: inout StartQueue, _ input: borrowing InputHandle) {
        do throws(FFmpegError) {
            try start.fill(input, tracks: Set(lanes.keys))
        } catch {
            stop = error
        }
    }

    private func read(_ packet: borrowing PacketHandle, _ input: borrowing InputHandle) -> Bool {
        guard stop == nil else { return false }
        do throws(FFmpegError) {
            return try input.read(packet)
        } catch {
            stop = error
            return false
        }
    }

    private func carry(_ packet: borrowing PacketHandle, _ input: borrowing InputHandle) throws {
        try source.checkCancelled()
        let index = Int(packet.pointer.pointee.stream_index)
        guard let lane = lanes[index], let stream = input.track(index) else { return }
        shift(packet, base: stream.pointee.time_base, track: index)
        try lane.take(packet)
    }

    private func shift(_ packet: borrowing PacketHandle, base: AVRational, track: Int) {
        let raw = packet.pointer
        let stamp = raw.pointee.dts != ferry_no_time ? raw.pointee.dts : raw.pointee.pts
        let event = timeline.pass(
            track: track, time: stamp == ferry_no_time ? nil : av_rescale_q(stamp, base, PacketTime.micro),
            duration: av_rescale_q(max(0, raw.pointee.duration), base, PacketTime.micro))
        if let event { note(event) }
        let ticks = av_rescale_q(timeline.shift, PacketTime.micro, base)
        if raw.pointee.pts != ferry_no_time { raw.pointee.pts &+= ticks }
        if raw.pointee.dts != ferry_no_time { raw.pointee.dts &+= ticks }
    }

    private func note(_ event: Timeline.Event) {
        events += 1
        guard events <= Self.maxEvents else { return }
        switch event {
        case .restarted(let back):
            damage.append(
                MediaDefect(
                    code: "joined", detail: "times go back by \(rounded(back)) s; what follows goes on at the end"))
        case .closedHole(let seconds):
            damage.append(
                MediaDefect(code: "timestamps", detail: "a hole of \(rounded(seconds)) s in all tracks was closed"))
        }
    }

    private func noteStop(_ input: borrowing InputHandle) {
        guard let stop else { return }
        unreadBytes = max(0, source.layout.length - input.position)
        damage.append(
            MediaDefect(code: "truncated", detail: "reading stopped with \(unreadBytes) bytes left: \(stop.text)"))
    }

    private func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
