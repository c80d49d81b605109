import Testing

@testable import FerryCore

/// One recording of a talking head on its way over one uplink, by an encoder whose true speed the plan does not know.
struct DeliverySimulation: Sendable, CustomStringConvertible {
    /// Seconds of three ways: by the plan, always encoded, never encoded.
    struct Outcome {
        var planned: Double
        var always: Double
        var never: Double
        var better: Double { min(always, never) }
        /// How far the plan is behind the better of the other two, as a share.
        var behind: Double { planned / better - 1 }
    }

    let description: String
    private let mediaSeconds: Double
    private let encoded: PredictedSeconds
    private let kept: PredictedSeconds
    private let isEncoded: Bool
    private let trial: EncodeTrial?

    /// What is known before: the uplink, and encoders of the speeds that were measured.
    init(_ preset: Preset, mediaSeconds: Double, megabits: Double) throws {
        description = "\(preset.rawValue), \(mediaSeconds) s over \(megabits) Mbit/s"
        self.mediaSeconds = mediaSeconds
        let forecast = DeliveryForecast(uplink: megabits * 125_000)
        let probe = ProbeSamples.probe(
            "webm", [ProbeSamples.video(seconds: mediaSeconds), ProbeSamples.audio(seconds: mediaSeconds)],
            header: .none, index: false, front: false)
        let asked = try MediaPlanner.plan(probe: probe, preset: preset)
        let other = try FallbackPlanner.plan(after: .slower, of: asked.plan, probe: probe)
        encoded = try #require(forecast.seconds(asked, of: probe))
        kept = try #require(forecast.seconds(other, of: probe))
        let plan = try DeliveryPlanner.plan(probe: probe, preset: preset, isForTime: true, forecast: forecast)
        isEncoded = plan.plan.decision == .encode
        trial = plan.trial
    }

    /// Goes all three ways.
    ///
    /// - Parameter error: True over expected seconds of the encoder.
    func run(error: Double) -> Outcome {
        let encode = encoded.encode * error
        let always = encode + encoded.check + (encoded.send ?? .infinity)
        let never = kept.total ?? .infinity
        guard isEncoded else { return Outcome(planned: never, always: always, never: never) }
        let lost = trial.flatMap { secondsToLoss($0, encode: encode) }
        return Outcome(planned: lost.map { $0 + never } ?? always, always: always, never: never)
    }

    /// When the trial is lost: the encoder reports ten times a second what it took. Its speed does not change, so that
    /// what a tenth of the media does not decide, nothing does.
    private func secondsToLoss(_ trial: EncodeTrial, encode: Double) -> Double? {
        var trial = trial
        let start = WorkEstimate.startSeconds
        let speed = mediaSeconds / max(0.001, encode - start)
        var time = 0.0
        while time < encode {
            let taken = (time - start) * speed
            if taken > 0, trial.isLost(secondsDone: taken, elapsedSeconds: time) { return time }
            if taken > 0.1 * mediaSeconds + EncodeTrial.lookaheadSeconds + speed { return nil }
            time += 0.1
        }
        return nil
    }
}
