import FerryCore
import Testing

@Suite struct FallbackPlannerTests {
    let larger = MediaPlan.Refusal.larger(bytes: 99, sourceBytes: 100)

    @Test("a refused encode becomes a remux where that repairs something")
    func remux() throws {
        let first = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .interview)
        let (plan, task) = try FallbackPlanner.plan(after: larger, of: first.plan, probe: ProbeSamples.chromeWebM)
        #expect(plan.decision == .remux && plan.preset == .interview)
        #expect(plan.refusedRendition == larger)
        #expect(task?.isRemux == true && task?.container == .webm)
        #expect(plan.reasons.contains { $0.verdict == .convert })
        #expect(plan.reasons.contains { $0.code == .index && $0.verdict == .repair })
    }

    @Test("a refused encode of a sound container leaves the original")
    func original() throws {
        var probe = ProbeSamples.soundMP4
        probe.tracks[0].rotation = 90
        let first = try MediaPlanner.plan(probe: probe, preset: .interview)
        let (plan, task) = try FallbackPlanner.plan(after: larger, of: first.plan, probe: probe)
        #expect(plan.decision == .skip && task == nil)
        #expect(plan.refusedRendition == larger)
        #expect(plan.predictedBytes == probe.bytes)
    }

    @Test("a refused remux leaves the original, and so the road always ends")
    func refusedRemux() throws {
        let first = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .copy)
        #expect(first.plan.decision == .remux)
        let unsound = MediaPlan.Refusal.unsound("its index is not in front")
        let (plan, task) = try FallbackPlanner.plan(after: unsound, of: first.plan, probe: ProbeSamples.chromeWebM)
        #expect(plan.decision == .skip && task == nil)
        #expect(plan.refusedRendition == unsound)
    }

    @Test("voice never falls back to the picture")
    func voice() throws {
        let first = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .voice)
        let (plan, task) = try FallbackPlanner.plan(after: larger, of: first.plan, probe: ProbeSamples.chromeWebM)
        #expect(plan.decision == .remux)
        #expect(task?.video == nil && task?.audio == .init(sourceIndex: 1, encoding: nil))
    }
}
