import CFerryFFmpeg
import FerryCore

/// Reads all packets of a source and counts them, track by track.
final class PacketSurvey {
    /// Numbers of each track, by its place.
    private(set) var tracks: [TrackCensus] = []
    /// The error that ended the reading before the end of the media.
    private(set) var stop: FFmpegError?
    /// Where times restart, or a hole was closed, in reading order; the first few.
    private(set) var events: [Timeline.Event] = []
    private var timeline = Timeline(origin: 0)
    private var sizeReaders: [PictureSizeReader?] = []
    private var start: Double?
    private var gaps = GapJudgement()
    private let limits: MediaLimits
    private let cuts: [Int64]

    /// - Parameter cuts: Places of the source over which packets are missing, rising.
    init(limits: MediaLimits, cuts: [Int64] = []) {
        self.limits = limits
        self.cuts = cuts
    }

    /// Reads to the end, or to where reading must stop.
    func read(_ input: borrowing InputHandle, meter: ProgressMeter) throws {
        let packet = try PacketHandle()
        while next(input, packet) {
            let index = Int(packet.pointer.pointee.stream_index)
            guard let stream = input.track(index) else { continue }
            try addTracks(of: input)
            let event = PacketTime.pass(
                packet, base: stream.pointee.time_base, track: index, through: &timeline)
            if let event { note(event) }
            let size = sizeReaders[index]?.size(of: packet)
            if let size { try MediaOpener.check(size, limits: limits) }
            let facts = PacketFacts(packet, stream: stream, isFirst: tracks[index].packets == 0)
            tracks[index].add(facts, size: size)
            note(facts, input, meter)
        }
        try addTracks(of: input)
        if let refusal = gaps.refusal(absurdStamps: input.absurdStamps) { throw refusal }
    }

    private func note(_ event: Timeline.Event) {
        gaps.note(event)
        if events.count < PacketRoad.maxEvents { events.append(event) }
    }

    private func next(_ input: borrowing InputHandle, _ packet: borrowing PacketHandle) -> Bool {
        do throws(FFmpegError) {
            return try input.read(packet)
        } catch {
            stop = error
            return false
        }
    }

    private func note(_ facts: PacketFacts, _ input: borrowing InputHandle, _ meter: ProgressMeter) {
        guard let time = facts.presentation else { return }
        start = start ?? time
        meter.note(seconds: time - (start ?? time), bytesRead: input.reader.bytesRead)
    }

    /// Demuxers may find tracks on the way.
    private func addTracks(of input: borrowing InputHandle) throws(FerryError) {
        guard input.trackCount > tracks.count else { return }
        guard input.trackCount <= limits.maxTracks else {
            throw MediaOpener.tooManyTracks(input.trackCount, limit: limits.maxTracks)
        }
        for index in tracks.count..<input.trackCount {
            tracks.append(TrackCensus(cuts: cuts))
            let stream = input.track(index)
            let isVideo = stream?.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
            sizeReaders.append(isVideo ? stream.map(PictureSizeReader.init(stream:)) : nil)
        }
    }
}
