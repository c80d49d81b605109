import FerryCore
import Testing

@Suite struct QualityAimTests {
    private func finding(crf: Double = 31, isReached: Bool = true, bitRate: Double = 400_000) -> QualityFinding {
        QualityFinding(
            target: 36, crf: crf, found: 36.2, isReached: isReached, windows: 3, trials: 4, bitRate: bitRate)
    }

    private func outcome(_ finding: QualityFinding) throws -> QualityAim.Outcome {
        let (plan, task) = try MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .interview)
        let trial = try #require(task.flatMap(QualityAim.trial))
        return QualityAim.outcome(of: finding, plan: plan, task: trial, probe: ProbeSamples.chromeWebM)
    }

    @Test("what was found is encoded, and the plan says so")
    func encodes() throws {
        guard case .encode(let plan, let task) = try outcome(finding()) else {
            Issue.record("it is refused")
            return
        }
        #expect(task.video?.encoding?.crf == 31 && plan.quality == finding())
        // 10 s of 400 kbit/s and of 64 kbit/s, and what containers add.
        #expect(try abs(Double(#require(plan.predictedBytes)) - 580_000) < 20_000)
    }

    @Test("the rate bound is lifted for the search, and stays lifted")
    func liftsBound() throws {
        let task = try #require(MediaPlanner.plan(probe: ProbeSamples.chromeWebM, preset: .interview).task)
        #expect(QualityAim.trial(task)?.video?.encoding?.maxRate == 4_800_000)
        let sound = try #require(
            MediaPlanner.plan(probe: ProbeSamples.probe("webm", [ProbeSamples.audio(index: 0)]), preset: .interview)
                .task)
        #expect(QualityAim.trial(sound) == nil)
    }

    @Test("a target out of reach is refused in plain words")
    func outOfReach() throws {
        guard case .refuse(let refusal) = try outcome(finding(crf: 16, isReached: false)) else {
            Issue.record("it is not refused")
            return
        }
        #expect(refusal.code == "quality")
        #expect(refusal.message.contains("36 dB") && refusal.message.contains("CRF 16"))
    }

    @Test("a target that would take more bytes than the source has is not even tried")
    func dear() throws {
        guard case .refuse(let refusal) = try outcome(finding(bitRate: 3_000_000)) else {
            Issue.record("it is not refused")
            return
        }
        #expect(refusal.code == "larger" && refusal.message.contains("36 dB"))
    }

    @Test("a finding holds for its own target alone")
    func holds() {
        #expect(QualityAim.holds(finding(), for: 36) && !QualityAim.holds(finding(), for: 35))
    }
}
