/// Decides what is done with a source: encode, else remux, else nothing, with a reason for each thing looked at.
///
/// It looks at packets as a probe counted them, never at names or labels.
public enum MediaPlanner {
    /// A decision and, unless the source goes out as it is, what the encoder is to do.
    public typealias Decided = (plan: MediaPlan, task: MediaEncodeTask?)

    /// The plan for one source.
    ///
    /// - `interview`: H.264 and AAC in MP4. A track that meets the limits of ``RenditionRules`` keeps its packets; only
    ///   sound gives an MP4 with sound alone.
    /// - `small`: the same with AV1 and Opus.
    /// - `voice`: Opus alone, in WebM, because more browsers play Opus there than in Ogg and it has an index. Fitting
    ///   Opus stays in the container it has.
    /// - `copy`: packets as they are, in a container chosen by codecs; what no container of ours holds stays as it is.
    /// - `none` is not inspected; it gets a plan without reasons.
    ///
    /// What ``MediaOptions`` change about a track makes it be encoded, except under `copy` and `none`, which keep it.
    ///
    /// - Throws: `media.emptyRecording` when there is nothing that the preset could keep.
    public static func plan(
        probe: MediaProbe, preset: Preset, rules: RenditionRules = .standard
    ) throws(FerryError) -> Decided {
        switch preset {
        case .none: return (MediaPlan(preset: preset, decision: .none, predictedBytes: probe.bytes), nil)
        case .interview: return try pictures(.interview, sound: .aac, SourceFacts(probe), rules)
        case .small: return try pictures(.small, sound: .opus, SourceFacts(probe), rules)
        case .voice: return try voice(SourceFacts(probe), rules)
        case .copy: return copy(try SourceFacts(probe))
        }
    }

    private static func pictures(
        _ preset: Preset, sound codec: AudioSettings.Codec, _ facts: SourceFacts, _ rules: RenditionRules
    ) throws(FerryError) -> Decided {
        let canvas = try facts.video.map { video throws(FerryError) in try shownSize(of: video) }
        var reasons: [MediaPlan.Reason] = []
        var task = MediaEncodeTask(container: .mp4, video: nil, audio: nil, expectedSeconds: expected(facts))
        if let video = facts.video, let canvas {
            let fitted = canvas.fitted(longSide: rules.maxLongSide)
            let codec = RenditionRules.videoCodec(preset, on: fitted)
            let found = VideoReasons.reasons(video, shown: canvas, codec: codec, rules)
            let mustEncode = found.contains { $0.verdict == .convert }
            task.video = .init(
                sourceIndex: video.index, encoding: mustEncode ? rules.video(codec, on: fitted) : nil)
            reasons += found
        }
        if let audio = facts.audio {
            let found = AudioReasons.reasons(audio, codec: codec, rules)
            let mustEncode = found.contains { $0.verdict == .convert }
            task.audio = .init(
                sourceIndex: audio.index, encoding: mustEncode ? rules.sound(codec, of: audio) : nil)
            reasons += found
        }
        reasons += ContainerReasons.reasons(facts, writing: .mp4, besides: reasons)
        return decided(preset, facts, reasons, task)
    }

    private static func voice(_ facts: SourceFacts, _ rules: RenditionRules) throws(FerryError) -> Decided {
        guard let audio = facts.audio else {
            throw FerryError(
                .mediaEmptyRecording, "the recording has no sound, and the preset voice keeps nothing else",
                next: "choose the preset interview or copy")
        }
        let reasons = AudioReasons.reasons(audio, codec: .opus, rules)
        let mustEncode = reasons.contains { $0.verdict == .convert }
        var task = soundTask(facts, audio, in: mustEncode ? .webm : nil)
        if mustEncode { task?.audio?.encoding = rules.opus }
        guard let task else { throw cannotHold(audio.codec) }
        let around = leftOut(facts) + ContainerReasons.reasons(facts, writing: task.container)
        return decided(.voice, facts, reasons + around, task)
    }

    /// The task that keeps the packets of the sound alone; `nil` when no container holds them.
    ///
    /// - Parameter container: The container; chosen by the codec when `nil`.
    static func soundTask(
        _ facts: SourceFacts, _ audio: MediaTrack, in container: OutputContainer? = nil
    ) -> MediaEncodeTask? {
        let chosen = container ?? ContainerChoice.container(for: facts.probe, video: nil, audio: audio.codec)
        return chosen.map {
            MediaEncodeTask(
                container: $0, video: nil, audio: .init(sourceIndex: audio.index, encoding: nil),
                expectedSeconds: expected(facts), expectedIndexEntries: indexEntries(facts, keepsVideo: false))
        }
    }

    private static func cannotHold(_ codec: String) -> FerryError {
        FerryError(.mediaForbiddenFormat, "no container that we write holds \(codec)")
    }

    /// The picture that `voice` leaves out.
    static func leftOut(_ facts: SourceFacts) -> [MediaPlan.Reason] {
        guard let video = facts.video else { return [] }
        return [.init(.codec, value: video.codec, limit: "sound alone", verdict: .repair)]
    }

    private static func copy(_ facts: SourceFacts) -> Decided {
        let codecs = [facts.video, facts.audio].compactMap { $0 }.map {
            MediaPlan.Reason(.codec, value: $0.codec, limit: nil, verdict: .keep)
        }
        guard let task = remuxTask(facts) else {
            let container = MediaPlan.Reason(.container, value: facts.probe.container, limit: nil, verdict: .keep)
            let reasons = codecs + [container]
            return (
                MediaPlan(preset: .copy, decision: .skip, reasons: reasons, predictedBytes: facts.probe.bytes), nil
            )
        }
        let around = ContainerReasons.reasons(facts, writing: task.container, keepsPlainAudio: true)
        return decided(.copy, facts, codecs + around, task)
    }

    /// The task that keeps the packets of the main tracks; `nil` when no container of ours holds them.
    static func remuxTask(_ facts: SourceFacts) -> MediaEncodeTask? {
        ContainerChoice.container(for: facts.probe, video: facts.video?.codec, audio: facts.audio?.codec).map {
            MediaEncodeTask(
                container: $0, video: facts.video.map { .init(sourceIndex: $0.index, encoding: nil) },
                audio: facts.audio.map { .init(sourceIndex: $0.index, encoding: nil) },
                expectedSeconds: expected(facts), expectedIndexEntries: indexEntries(facts, keepsVideo: true))
        }
    }

    static func decided(
        _ preset: Preset, _ facts: SourceFacts, _ reasons: [MediaPlan.Reason], _ task: MediaEncodeTask
    ) -> Decided {
        let decision: MediaPlan.Decision =
            if !task.isRemux { .encode } else if reasons.contains(where: { $0.verdict == .repair }) { .remux } else {
                .skip
            }
        let plan = MediaPlan(
            preset: preset, decision: decision, reasons: reasons,
            predictedBytes: decision == .skip ? facts.probe.bytes : SizePrediction.bytes(facts, task))
        guard decision != .skip else { return (plan, nil) }
        var task = task
        // Text goes along wherever there is a place for it; sound alone is meant to be alone.
        if preset != .voice { task.subtitles = SubtitleChoice.outputs(facts.probe, in: task.container) }
        return (plan, task)
    }

    private static func shownSize(of video: MediaTrack) throws(FerryError) -> Canvas {
        guard let shown = Canvas.shown(video) else {
            throw FerryError(.mediaNotMedia, "the video track never says the size of its picture")
        }
        return shown
    }

    private static func expected(_ facts: SourceFacts) -> Double? { facts.seconds > 0 ? facts.seconds : nil }

    /// An upper bound of index entries: one for each key frame of the picture, and one for each 5 s of sound.
    private static func indexEntries(_ facts: SourceFacts, keepsVideo: Bool) -> Int {
        let pictures = keepsVideo ? min(max(0, facts.video?.keyFrames ?? 0), 1_000_000) : 0
        return pictures + Int(PlainNumber.whole(facts.seconds / 5, atMost: 200_000)) + 16
    }
}
