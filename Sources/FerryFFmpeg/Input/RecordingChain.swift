import CFerryFFmpeg
import FerryCore

/// Reads the recordings that follow the first one in a source, as if their packets were the first one's: the tracks are
/// matched by kind and codec, and the times go on where the recording before ends.
///
/// A class because the demuxer's handle is only lent to its readers; it lives on their thread.
final class RecordingChain {
    private var rest: ArraySlice<LayoutReader>
    private let first: LayoutReader
    private let open: (LayoutReader) -> InputHandle?
    private var current: InputHandle?
    /// The place in the first recording of each track of the present one; `nil` for tracks that are not read.
    private var places: [Int?] = []
    /// Microseconds to add to the present recording's times; `nil` before its first packet.
    private var shift: Int64?
    /// The end of all packets so far, in microseconds.
    private var end: Int64 = 0
    /// Stamps of recordings that are done.
    private var absurdBefore = 0
    /// What was left out because the first recording has no such track.
    private(set) var leftOut = LeftOutSeconds()
    private(set) var isRunning = false
    /// How far the present recording was read, as a byte of the object.
    private(set) var position: Int64 = 0

    init(rest: [LayoutReader], first: LayoutReader, open: @escaping (LayoutReader) -> InputHandle?) {
        self.rest = rest[...]
        self.first = first
        self.open = open
    }

    /// Stamps taken off packets of these recordings.
    var absurdStamps: Int { absurdBefore + (current?.absurdStamps ?? 0) }

    /// Notes a packet's end, its times being on the line of the first recording.
    func note(_ packet: borrowing PacketHandle, base: AVRational) {
        let raw = packet.pointer.pointee
        let stamp = raw.pts != ferry_no_time ? raw.pts : raw.dts
        guard stamp != ferry_no_time else { return }
        let length = min(max(0, av_rescale_q(raw.duration, base, PacketTime.micro)), Timeline.backLimit)
        end = max(end, Ticks.bounded(av_rescale_q(stamp, base, PacketTime.micro)) + length)
    }

    /// Reads the next packet of any of the recordings; `false` behind the last.
    func read(_ packet: borrowing PacketHandle, as input: borrowing InputHandle) throws(FFmpegError) -> Bool {
        isRunning = true
        while hasRecording(as: input) {
            let isRead: Bool
            do throws(FFmpegError) {
                isRead = try readPresent(packet)
            } catch {
                // The recordings behind one that breaks off are still there.
                first.unreadElsewhere += bytesLeft
                isRead = false
            }
            guard isRead else {
                leave()
                continue
            }
            if take(packet, as: input) { return true }
        }
        return false
    }

    private func readPresent(_ packet: borrowing PacketHandle) throws(FFmpegError) -> Bool {
        guard let isRead = try current?.read(packet) else { return false }
        position = current?.position ?? position
        return isRead
    }

    private var bytesLeft: Int64 { max(0, (current?.reader.end ?? 0) - (current?.position ?? 0)) }

    private func leave() {
        absurdBefore += current?.absurdStamps ?? 0
        leftOut.close()
        current = nil
    }

    /// Opens the next recording where none is open; one that cannot be read, or has no track in common, is left out.
    private func hasRecording(as input: borrowing InputHandle) -> Bool {
        while current == nil {
            guard let reader = rest.popFirst() else { return false }
            guard let next = open(reader) else {
                first.unreadElsewhere += reader.viewLength
                continue
            }
            places = TrackMatch.places(of: next, in: input)
            if places.contains(where: { $0 != nil }) {
                current = consume next
                shift = nil
            } else {
                first.unreadElsewhere += reader.viewLength
            }
        }
        return true
    }

    /// Brings a packet into the first recording's tracks and times; `false` for a packet that is not wanted.
    private func take(_ packet: borrowing PacketHandle, as input: borrowing InputHandle) -> Bool {
        let raw = packet.pointer
        let index = Int(raw.pointee.stream_index)
        guard let own = current?.track(index), index < places.count else { return false }
        guard let place = places[index], let track = input.track(place) else {
            let isMedia = [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO].contains(own.pointee.codecpar.pointee.codec_type)
            if isMedia {
                first.unreadElsewhere += Int64(raw.pointee.size)
                leftOut.add(
                    PacketFacts(packet, stream: own, isFirst: false),
                    kind: MediaTrack.Kind(own.pointee.codecpar.pointee.codec_type))
            }
            return false
        }
        guard track.pointee.discard.rawValue < AVDISCARD_ALL.rawValue else { return false }
        av_packet_rescale_ts(raw, own.pointee.time_base, track.pointee.time_base)
        raw.pointee.stream_index = Int32(place)
        raw.pointee.pos = -1
        move(raw, base: track.pointee.time_base)
        note(packet, base: track.pointee.time_base)
        return true
    }

    private func move(_ raw: UnsafeMutablePointer<AVPacket>, base: AVRational) {
        let stamp = raw.pointee.dts != ferry_no_time ? raw.pointee.dts : raw.pointee.pts
        if shift == nil, stamp != ferry_no_time {
            shift = end - Ticks.bounded(av_rescale_q(stamp, base, PacketTime.micro))
        }
        let ticks = av_rescale_q(shift ?? 0, PacketTime.micro, base)
        if raw.pointee.pts != ferry_no_time { raw.pointee.pts &+= ticks }
        if raw.pointee.dts != ferry_no_time { raw.pointee.dts &+= ticks }
    }
}

/// Matches the tracks of a recording with those of the one it follows.
enum TrackMatch {
    /// Codecs whose streams carry all that a decoder needs; the others' headers must be the same.
    private static let selfContained = [
        AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_OPUS, AV_CODEC_ID_MP3,
    ]

    /// For each track of `other` its place in `first`; `nil` where there is no track of its kind and codec.
    static func places(of other: borrowing InputHandle, in first: borrowing InputHandle) -> [Int?] {
        var taken: Set<Int> = []
        var places: [Int?] = []
        for index in 0..<other.trackCount {
            let place = (0..<first.trackCount).first { place in
                guard !taken.contains(place), let track = other.track(index), let wanted = first.track(place) else {
                    return false
                }
                return fits(track.pointee.codecpar.pointee, wanted.pointee.codecpar.pointee)
            }
            if let place { taken.insert(place) }
            places.append(place)
        }
        return places
    }

    private static func fits(_ one: AVCodecParameters, _ other: AVCodecParameters) -> Bool {
        guard one.codec_type == other.codec_type, one.codec_id == other.codec_id else { return false }
        if selfContained.contains(one.codec_id) { return true }
        return header(one).elementsEqual(header(other))
    }

    private static func header(_ parameters: AVCodecParameters) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: UnsafePointer(parameters.extradata), count: max(0, Int(parameters.extradata_size)))
    }
}
