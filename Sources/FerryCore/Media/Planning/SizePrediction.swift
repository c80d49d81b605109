/// How large a rendition will be, roughly: good enough to show a saving beforehand, never used to refuse one.
enum SizePrediction {
    /// Expected bytes of a task whose picture has the given rate; `nil` when the duration is unknown.
    static func bytes(_ probe: MediaProbe, _ task: MediaEncodeTask, pictureRate: Double) -> Int64? {
        (try? SourceFacts(probe)).flatMap { bytes($0, task, pictureRate: pictureRate) }
    }

    /// Expected bytes; `nil` when the duration is unknown.
    ///
    /// - Parameter pictureRate: Bits a second of the picture, where they are known.
    static func bytes(_ facts: SourceFacts, _ task: MediaEncodeTask, pictureRate: Double? = nil) -> Int64? {
        guard facts.seconds > 0 else { return task.isRemux ? facts.probe.bytes : nil }
        var total = 2048.0
        if let output = task.video, let video = facts.video {
            total += video.seconds * (pictureRate ?? videoRate(output, video)) / 8 + overhead(packets: video.packets)
        }
        if let output = task.audio, let audio = facts.audio {
            let rate = output.encoding.map { Double($0.bitRate) } ?? SourceFacts.bitRate(audio) ?? 0
            total += audio.seconds * rate / 8 + audio.seconds * overhead(packets: 45)
        }
        return PlainNumber.whole(total, atMost: 1 << 50)
    }

    /// Bits a second that are expected of a task's picture; `nil` where it has none.
    static func pictureRate(_ probe: MediaProbe, _ task: MediaEncodeTask) -> Double? {
        guard let output = task.video, let facts = try? SourceFacts(probe), let video = facts.video else { return nil }
        return videoRate(output, video)
    }

    /// Bits a second of the picture. A talking head at 720p and 30 frames a second takes about 600 kbit/s with
    /// x264 `medium` at CRF 26 and 350 kbit/s with SVT-AV1's preset 10 at CRF 40; smaller pictures and slower frames
    /// take less, but not in proportion, and what a source never had does not come back.
    private static func videoRate(_ output: MediaEncodeTask.VideoOutput, _ video: MediaTrack) -> Double {
        let sourceRate = SourceFacts.bitRate(video) ?? 0
        guard let encoding = output.encoding else { return sourceRate }
        let size = Double(encoding.width * encoding.height) / Double(RenditionRules.pixels720p)
        let speed = min(SourceFacts.frameRate(video) ?? 30, encoding.maxFrameRate) / 30
        let usual = encoding.codec == .av1 ? 350_000.0 : 600_000.0
        let plain = usual * size.squareRoot() * speed.squareRoot()
        return min(plain, encoding.maxRate > 0 ? Double(encoding.maxRate) : plain, sourceRate)
    }

    /// Bytes a container spends on so many packets.
    private static func overhead(packets: Int) -> Double { Double(packets) * 14 }
}
