import FerryCore

extension MediaStage {
    /// The plan for the recording: as the adviser says, where there is one and its advice is taken.
    func plan(_ probe: MediaProbe, _ rules: RenditionRules) async throws(FerryError) -> DeliveryPlan {
        let planning = shop.parts.planning
        let follows = shop.parts.followsUplink()
        if let adviser = shop.adviser, follows, planning.goal != .size {
            let ways = try AdvisedWays(
                probe: probe, preset: tracker.job.preset, settings: shop.parts.adviser,
                forecast: shop.speeds.forecast(), rules: rules, keepsRates: shop.parts.quality != nil
            ).all()
            if let way = try await advised(adviser, ways) { return DeliveryPlan(way) }
        }
        return try DeliveryPlanner.plan(
            probe: probe, preset: tracker.job.preset, isForTime: planning.isForTime && follows,
            forecast: shop.speeds.forecast(), rules: rules)
    }

    /// What was begun by an earlier run goes on as it was planned.
    private func advised(_ adviser: AdviserDesk, _ ways: [AdvisedWay]) async throws(FerryError) -> AdvisedWay? {
        guard let earlier = tracker.job.plan, shop.parts.adviser.mode == .on else {
            return try await adviser.choose(tracker.id, among: ways)
        }
        return ways.first { $0.plan.decision == earlier.decision && $0.plan.preset == earlier.preset } ?? ways[0]
    }
}
