import FerryCore

extension MediaStage {
    /// Makes a rendition, with the setting that reaches the quality asked for, where one was.
    ///
    /// - Parameters:
    ///   - plan: Takes what was found.
    ///   - earlier: What an earlier run of the job found.
    ///   - race: When to give the encode up.
    mutating func make(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ plan: inout MediaPlan, _ earlier: QualityFinding?,
        _ race: EncodeTrial?
    ) async throws(FerryError) -> Rendered {
        guard let target = shop.parts.quality, let trial = QualityAim.trial(task) else {
            return try await render(task, probe, trial: race)
        }
        switch try await finding(trial, probe, target, earlier) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let finding):
            plan.quality = finding
            switch QualityAim.outcome(of: finding, plan: plan, task: trial, probe: probe) {
            case .refuse(let refusal): return .refused(refusal)
            case .encode(let better, let task):
                plan = better
                announce(plan)
                return try await render(task, probe, trial: race)
            }
        }
    }

    private mutating func finding(
        _ task: MediaEncodeTask, _ probe: MediaProbe, _ target: Double, _ earlier: QualityFinding?
    ) async throws(FerryError) -> Result<QualityFinding, MediaPlan.Refusal> {
        if let earlier, QualityAim.holds(earlier, for: target) { return .success(earlier) }
        let started = shop.parts.clock.now()
        defer {
            stages.encode = Receipt.Stage(
                seconds: (stages.encode?.seconds ?? 0) + shop.parts.clock.now().seconds(since: started),
                bytes: asset.bytes)
        }
        do throws(FerryError) {
            return .success(
                try await encoder.search(
                    asset.media, task: task, target: target, limits: .searching(task, of: probe),
                    progress: { _ in }))
        } catch {
            return .failure(try refusal(error))
        }
    }
}
