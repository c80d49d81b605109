import CFerryFFmpeg
import FerryCore

/// Lays one lane for each track that the task names, and refuses tasks that cannot be done.
struct LaneBuilder {
    /// What to make.
    var task: MediaEncodeTask
    /// What may be used.
    var limits: MediaLimits

    /// The lanes, video first; other tracks of the source are not read.
    func build(_ input: borrowing InputHandle, _ muxing: Muxing) throws -> [any Lane] {
        var lanes: [any Lane] = []
        if let video = task.video {
            let stream = try track(video.sourceIndex, kind: .video, input)
            if let settings = video.encoding {
                try checkSides(settings)
                try checkContainer(VideoEncoding.codec(settings), muxing)
                lanes.append(
                    try VideoEncodeLane(stream: stream, settings: settings, limits: limits, muxing: muxing))
            } else {
                try checkContainer(stream.pointee.codecpar.pointee.codec_id, muxing)
                lanes.append(try CopyLane(stream: stream, kind: .video, muxing: muxing))
            }
        }
        if let audio = task.audio {
            let stream = try track(audio.sourceIndex, kind: .audio, input)
            if let settings = audio.encoding {
                try checkContainer(settings.codec == .aac ? AV_CODEC_ID_AAC : AV_CODEC_ID_OPUS, muxing)
                lanes.append(
                    try AudioEncodeLane(stream: stream, settings: settings, limits: limits, muxing: muxing))
            } else {
                try checkContainer(stream.pointee.codecpar.pointee.codec_id, muxing)
                lanes.append(try CopyLane(stream: stream, kind: .audio, muxing: muxing))
            }
        }
        guard !lanes.isEmpty else { throw refusal("the task names no track") }
        input.keepOnly(Set(lanes.map(\.sourceIndex)))
        return lanes
    }

    private func track(
        _ index: Int, kind: MediaTrack.Kind, _ input: borrowing InputHandle
    ) throws -> UnsafeMutablePointer<AVStream> {
        guard let stream = input.track(index), MediaTrack.Kind(stream.pointee.codecpar.pointee.codec_type) == kind
        else { throw refusal("the source has no \(kind.rawValue) track at place \(index)") }
        return stream
    }

    private func checkSides(_ settings: VideoSettings) throws {
        if let fault = VideoEncoding.sidesFault(settings) { throw refusal(fault) }
    }

    private func checkContainer(_ codec: AVCodecID, _ muxing: Muxing) throws {
        guard muxing.takes(codec) else {
            throw refusal("\(task.container.rawValue) cannot hold \(String(cString: avcodec_get_name(codec)))")
        }
    }

    private func refusal(_ message: String) -> FerryError {
        FerryError(.mediaForbiddenFormat, message, next: "choose another container or encode the track")
    }
}
