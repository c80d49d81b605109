import FerryCore
import FerryMediaWorker
import Foundation
import Glibc

/// How long a media worker takes until it is ready, beside `ffmpeg -version`.
struct WorkerBenchmark {
    private static let rounds = 21
    private let client: MediaWorkerClient

    /// Finds the worker.
    init() throws { client = try MediaWorkerClient(.besideRunningCommand(maxConcurrent: 1)) }

    /// Measures in turns. A worker is ready when it has confined itself and said so; then it ends.
    func run() async throws {
        let clock = ContinuousClock()
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<Self.rounds {
            ours.append(try await clock.measure { _ = try await client.describe() } / .milliseconds(1))
            theirs.append(try clock.measure { try version() } / .milliseconds(1))
        }
        let (worker, ffmpeg) = (ours.sorted()[Self.rounds / 2], theirs.sorted()[Self.rounds / 2])
        print("worker: \(Self.rounds) starts in turns with ffmpeg -version, medians in milliseconds")
        print("  worker, confined and ended \(Self.decimal(worker))   ffmpeg -version \(Self.decimal(ffmpeg))")
        print("  worker / ffmpeg \(Self.decimal(worker / ffmpeg)) (aim at most 1.20)")
    }

    private func version() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/ffmpeg")
        process.arguments = ["-version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.2f", value) }
}
