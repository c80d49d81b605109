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
        var next: MediaPlanner.Decided = (asItIs(plan, facts), nil)
        if plan.decision == .encode, let remux = remux(plan, facts) { next = remux }
        next.plan.refusedRendition = refusal
        next.plan.quality = plan.quality
        return next
    }

    private static func remux(_ plan: MediaPlan, _ facts: SourceFacts) -> MediaPlanner.Decided? {
        let isVoice = plan.preset == .voice
        let task =
            isVoice ? facts.audio.flatMap { MediaPlanner.soundTask(facts, $0) } : MediaPlanner.remuxTask(facts)
        guard let task else { return nil }
        let around =
            (isVoice ? MediaPlanner.leftOut(facts) : [])
            + ContainerReasons.reasons(facts, writing: task.container, keepsPlainAudio: true)
        let wanted = plan.reasons.filter { $0.verdict == .convert }
        let decided = MediaPlanner.decided(plan.preset, facts, wanted + around, task)
        return decided.task == nil ? nil : decided
    }

    private static func asItIs(_ plan: MediaPlan, _ facts: SourceFacts) -> MediaPlan {
        MediaPlan(preset: plan.preset, decision: .skip, reasons: plan.reasons, predictedBytes: facts.probe.bytes)
    }
}
