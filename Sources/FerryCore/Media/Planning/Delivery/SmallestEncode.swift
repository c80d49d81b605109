/// What an encode has at the very least, whatever is in the pictures: a bound, not a prediction.
///
/// An encode that even so is not 5 % smaller than its source would be made and then refused; it is not made at all. Sound
/// comes out at the bit rate it was asked for, except where it is perfectly silent: six tenths of it are counted. Of
/// pictures only what an empty frame costs is counted (10 bytes of the codec, 8 of the container), since a still picture
/// needs next to nothing.
enum SmallestEncode {
    private static let frameBytes = 18.0
    private static let soundShare = 0.6

    /// Bytes at least.
    static func bytes(_ facts: SourceFacts, _ task: MediaEncodeTask) -> Int64 {
        var total = 0.0
        if let output = task.video, let video = facts.video {
            let frames = output.encoding.map { min(Double(video.packets), video.seconds * $0.maxFrameRate) }
            total += frames.map { $0 * frameBytes } ?? Double(video.payloadBytes)
        }
        if let output = task.audio, let audio = facts.audio {
            let rate = output.encoding.map { Double($0.bitRate) }
            total += rate.map { audio.seconds * $0 / 8 * soundShare } ?? Double(audio.payloadBytes)
        }
        return PlainNumber.whole(total, atMost: 1 << 50)
    }

    /// Why the task need not be tried; `nil` where it may be of use.
    static func reason(_ facts: SourceFacts, _ task: MediaEncodeTask, _ rules: RenditionRules) -> MediaPlan.Reason? {
        let least = bytes(facts, task)
        let most = rules.maxEncodedShare * Double(facts.probe.bytes)
        guard !task.isRemux, Double(least) > most else { return nil }
        return MediaPlan.Reason(
            .bitrate, value: "at least \(least) bytes after an encode", limit: "\(PlainNumber.text(most)) bytes",
            verdict: .keep)
    }
}
