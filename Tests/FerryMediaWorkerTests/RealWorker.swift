import FerryCore
import Glibc
import Synchronization

@testable import FerryMediaWorker

/// The real media worker and real media, as they lie beside the tests.
enum RealWorker {
    /// A client of the worker that was built with these tests.
    static func client(maxConcurrent: Int = 2) throws(FerryError) -> MediaWorkerClient {
        try MediaWorkerClient(.besideRunningCommand(maxConcurrent: maxConcurrent))
    }

    /// The path of a recording in `Samples/media`.
    static func sample(_ name: String) -> String {
        let levels = #filePath.split(separator: "/").dropLast(3)
        return "/" + levels.joined(separator: "/") + "/Samples/media/" + name
    }

    /// What became of one recording on the way from the probe to the account of loss.
    struct Journey {
        var probe: MediaProbe
        var decided: MediaPlanner.Decided
        var result: MediaEncodeResult?
        var check: MediaCheckResult?
        var verdict: RenditionCheck.Verdict?
        var assessment: LossAssessment
    }

    /// Takes a recording as far as its first plan leads.
    static func journey(_ path: String, _ preset: Preset) async throws -> Journey {
        let client = try client()
        let (output, log) = (try TestFile(), try TestFile())
        return try await TestFile(reading: path).lend { media in
            let probe = try await client.probe(media, limits: .probing(bytes: media.layout.length))
            let decided = try MediaPlanner.plan(probe: probe, preset: preset)
            guard let task = decided.task else {
                let assessment = LossAssessment.assess(probe: probe, encodeResult: nil, preset: preset)
                return Journey(probe: probe, decided: decided, assessment: assessment)
            }
            let result = try await client.encode(
                media, into: output.descriptor, log: log.descriptor, task: task, limits: .encoding(task, of: probe),
                progress: { _ in })
            let limits = MediaLimits.checking(task, of: probe, bytes: result.layout.length)
            let check = try await client.check(
                MediaFile(fileDescriptor: output.descriptor, layout: result.layout), limits: limits, progress: { _ in })
            withExtendedLifetime((output, log)) {}
            return Journey(
                probe: probe, decided: decided, result: result, check: check,
                verdict: RenditionCheck.verdict(task: task, encodeResult: result, check: check, probe: probe),
                assessment: LossAssessment.assess(
                    probe: probe, encodeResult: result, preset: preset, check: check))
        }
    }
}

/// The progress that a worker reported.
final class Steps: Sendable {
    private let steps = Mutex<[MediaProgress]>([])
    var all: [MediaProgress] { steps.withLock { $0 } }
    func add(_ step: MediaProgress) { steps.withLock { $0.append(step) } }
}
