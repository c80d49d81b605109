import FerryCore
import Foundation

@testable import FerryFFmpeg

/// What becomes of a source on the whole way: probe, plan, rendition or the source itself, check, account of loss.
struct Journey {
    var probe: MediaProbe
    var plan: MediaPlan
    var assessment: LossAssessment
    /// What goes out, as a file that other programs can judge.
    var delivered: ScratchFile

    /// Takes bytes the way that the pipeline takes them.
    init(_ data: Data, preset: Preset = .copy) throws {
        let sample = try Sample(data: data)
        probe = try sample.probe()
        var decided = try MediaPlanner.plan(probe: probe, preset: preset)
        while let task = decided.task {
            var quick = task
            if quick.video?.encoding != nil { quick.video?.encoding?.speed = "ultrafast" }
            let rendition = try sample.encode(quick)
            let check = try rendition.check()
            let verdict = RenditionCheck.verdict(
                task: quick, encodeResult: rendition.result, check: check, probe: probe)
            guard case .refused(let refusal) = verdict else {
                plan = decided.plan
                assessment = .assess(
                    probe: probe, encodeResult: rendition.result, task: task, preset: preset, check: check)
                delivered = try rendition.assembled()
                return
            }
            decided = try FallbackPlanner.plan(after: refusal, of: decided.plan, probe: probe)
        }
        plan = decided.plan
        assessment = .assess(
            probe: probe, encodeResult: nil, preset: preset, check: try sample.work().check())
        delivered = sample.file
    }

    var codes: Set<String> { Set(probe.defects.map(\.code)) }
    var lost: Double { assessment.loss?.seconds ?? 0 }

    /// Seconds lost of the main track of a kind.
    func lost(_ kind: MediaTrack.Kind) -> Double {
        assessment.tracks.first { $0.kind == kind }?.secondsLost ?? 0
    }
}
