import Foundation
import Testing

/// Every file of a generated collection through the real command: delivered with a truthful account, or refused soon and
/// in one sentence. Nobody connects anywhere, opens another file, crashes or hangs.
///
/// All files with `MEDIAFERRY_TEST_FAULTS=all`, else one in four of each kind.
@Suite("Hostile and broken files", .serialized, .enabled(if: MediaJudge.isPossible, "ffprobe and ffmpeg are not there"))
struct HostileTests {
    static let seed: UInt64 = 20_261_121
    /// Files in one command.
    static let batch = 24
    /// Seconds within which a refusal has to come, on a machine that has the time.
    static let refusalSeconds = 2.0

    @Test("each is delivered with a truthful account, or refused soon by one clear sentence", .timeLimit(.minutes(20)))
    func collection() async throws {
        let scratch = try Scratch()
        let bell = try SilentPort()
        let secret = try scratch.noise("secret.ts", bytes: 50_000, seed: 9)
        let all = HostileCollection(
            sources: try await HostileSources(scratch), port: bell.port, secret: secret, seed: Self.seed
        ).files()
        #expect(all.count >= 150)
        #expect(Set(all.map(\.name)).count == all.count)
        let files = KillPoint.isLongForm ? all : all.enumerated().filter { $0.offset % 4 == 1 }.map(\.element)
        var tally = HostileTally()
        for start in stride(from: 0, to: files.count, by: Self.batch) {
            let some = Array(files[start..<min(start + Self.batch, files.count)])
            try await HostileRun(files: some, scratch: scratch, number: start).judge(&tally)
        }
        #expect(bell.connections == 0, "somebody connected")
        print(
            "hostile\tfiles \(files.count)\tdelivered \(tally.delivered)\twith loss \(tally.withLoss)\trefused \(tally.refused)\tslowest refusal \(tally.slowest) s"
        )
        #expect(tally.delivered + tally.withLoss + tally.refused == files.count)
        #expect(tally.delivered > 0 && tally.withLoss > 0 && tally.refused > 0)
        #expect(tally.slowest < Self.refusalSeconds * MachineLoad.factor, "\(tally.slowestName)")
    }
}

/// What became of the files.
struct HostileTally {
    var delivered = 0
    var withLoss = 0
    var refused = 0
    /// Seconds from the beginning of the inspection to the refusal, at most.
    var slowest = 0.0
    var slowestName = ""
}

/// How much slower than alone this machine is now.
enum MachineLoad {
    /// At least 1: runnable processes for each processor.
    static var factor: Double {
        var loads = [0.0]
        guard getloadavg(&loads, 1) == 1 else { return 1 }
        return max(1, loads[0] / Double(ProcessInfo.processInfo.activeProcessorCount))
    }
}
