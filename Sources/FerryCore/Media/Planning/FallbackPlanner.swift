/// What follows when a rendition was made and is not used: after an encode a remux, where that repairs something; else
/// the source goes out as it is.
public enum FallbackPlanner {
    /// The next plan, with the refusal in it.
    ///
    /// - Parameters:
    ///   - refusal: Why the rendition of `plan` is not used.
    ///   - plan: The plan that was carried out.
    ///   - probe: The source's probe.
    /// - Throws: `media.emptyRecording` for a probe that no plan can come from.
    public static func plan(
        after refusal: MediaPlan.Refusal, of plan: MediaPlan, probe: MediaProbe
    ) throws(FerryError) -> MediaPlanner.Decided {
        let facts = try SourceFacts(probe)
        var next = asItIs(plan, facts)
        if plan.decision == .encode, let remux = remux(plan, facts) { next = remux }
        next.plan.refusedRendition = refusal
        next.plan.quality = plan.quality
        return next
    }

    private static func remux(_ plan: MediaPlan, _ facts: SourceFacts) -> MediaPlanner.Decided? {
        var wanting = plan
        wanting.reasons = plan.reasons.filter { $0.verdict == .convert }
        return keptPackets(of: wanting, facts).flatMap { $0.task == nil ? nil : $0 }
    }

    /// What a plan becomes when all packets stay, with what it found out about the tracks; `nil` where no container of
    /// ours holds them.
    static func keptPackets(of plan: MediaPlan, _ facts: SourceFacts) -> MediaPlanner.Decided? {
        let isVoice = plan.preset == .voice
        let task =
            isVoice ? facts.audio.flatMap { MediaPlanner.soundTask(facts, $0) } : MediaPlanner.remuxTask(facts)
        guard let task else { return nil }
        let found = plan.reasons.filter { $0.verdict == .convert || !isOfContainer($0.code) }.filter {
            $0.verdict != .repair
        }
        let around =
            (isVoice ? MediaPlanner.leftOut(facts) : [])
            + ContainerReasons.reasons(facts, writing: task.container, keepsPlainAudio: true, besides: found)
        return MediaPlanner.decided(plan.preset, facts, found + around, task)
    }

    private static func isOfContainer(_ code: MediaPlan.Code) -> Bool {
        switch code {
        case .container, .duration, .index, .timestamps, .truncated, .hole, .emptyTrack, .joined, .uplink: true
        default: false
        }
    }

    static func asItIs(_ plan: MediaPlan, _ facts: SourceFacts) -> MediaPlanner.Decided {
        (MediaPlan(preset: plan.preset, decision: .skip, reasons: plan.reasons, predictedBytes: facts.probe.bytes), nil)
    }
}
