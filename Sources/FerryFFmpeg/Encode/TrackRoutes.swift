import CFerryFFmpeg
import FerryCore

/// Finds the tracks that a task names, and refuses tasks that cannot be done.
struct TrackRoutes {
    /// What to make.
    var task: MediaEncodeTask

    /// The routes, video first; other tracks of the source are not read.
    func find(_ input: borrowing InputHandle, _ muxing: Muxing) throws -> [TrackRoute] {
        var routes: [TrackRoute] = []
        if let video = task.video {
            let making = video.encoding.map(TrackRoute.Making.video) ?? .copy
            var route = try route(routes.count, video.sourceIndex, .video, making, input)
            route.measuresQuality = video.measuresQuality
            routes.append(route)
        }
        if let audio = task.audio {
            let making = audio.encoding.map(TrackRoute.Making.audio) ?? .copy
            routes.append(try route(routes.count, audio.sourceIndex, .audio, making, input))
        }
        guard !routes.isEmpty else { throw refusal("the task names no track") }
        for text in task.subtitles {
            routes.append(try route(routes.count, text.sourceIndex, .subtitle, .text(text.codec), input))
        }
        for route in routes { try check(route, input, muxing) }
        return routes
    }

    private func route(
        _ place: Int, _ index: Int, _ kind: MediaTrack.Kind, _ making: TrackRoute.Making, _ input: borrowing InputHandle
    ) throws -> TrackRoute {
        guard let stream = input.track(index), MediaTrack.Kind(stream.pointee.codecpar.pointee.codec_type) == kind
        else { throw refusal("the source has no \(kind.rawValue) track at place \(index)") }
        let parameters = stream.pointee.codecpar.pointee
        return TrackRoute(
            place: place, sourceIndex: index, kind: kind, making: making,
            codecIn: String(cString: avcodec_get_name(parameters.codec_id)),
            size: PictureSize(width: Int(parameters.width), height: Int(parameters.height)),
            health: kind == .audio && making != .copy ? task.audio?.health : nil)
    }

    private func check(_ route: TrackRoute, _ input: borrowing InputHandle, _ muxing: Muxing) throws {
        switch route.making {
        case .copy:
            guard let stream = input.track(route.sourceIndex) else { return }
            try checkContainer(stream.pointee.codecpar.pointee.codec_id, muxing)
        case .video(let settings):
            if let fault = VideoEncoding.sidesFault(settings) { throw refusal(fault) }
            try checkContainer(VideoEncoding.codec(settings), muxing)
        case .text(let codec): try checkContainer(TextTranscoder.id(codec), muxing)
        case .audio(let settings):
            try checkContainer(settings.codec == .aac ? AV_CODEC_ID_AAC : AV_CODEC_ID_OPUS, muxing)
        }
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
