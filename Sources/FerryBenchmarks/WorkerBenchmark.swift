import FerryCore
import FerryMediaWorker
import Foundation
import Glibc

/// How long a media worker takes until it is ready, beside `ffmpeg -version`, and how much memory its work takes.
struct WorkerBenchmark {
    private static let rounds = 21
    private let client: MediaWorkerClient
    private let source: String

    /// Finds the worker and a recording.
    init() throws {
        client = try MediaWorkerClient(.besideRunningCommand(maxConcurrent: 1))
        source = "Samples/media/cr_webm_vp9_opus.webm"
    }

    /// Measures all and prints a line for each.
    func run() async throws {
        try await readiness()
        try await memory()
    }

    /// A worker is ready when it has confined itself and said so; then it ends.
    private func readiness() async throws {
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

    /// The peak of all workers so far, after each piece of work; the work grows from line to line.
    private func memory() async throws {
        let media = try OpenedFile(source, O_RDONLY)
        let file = MediaFile(fileDescriptor: media.descriptor, layout: media.layout)
        let probe = try await client.probe(file, limits: .probing(bytes: media.layout.length))
        print("worker: peak resident memory, \(source)")
        print("  probe      \(Self.mebibytes) MiB")
        for preset in [Preset.copy, .voice, .interview] {
            guard let task = try MediaPlanner.plan(probe: probe, preset: preset).task else { continue }
            let path = FileManager.default.temporaryDirectory.path + "/ferry-bench-\(UUID().uuidString)"
            let output = try OpenedFile(path, O_RDWR | O_CREAT)
            let log = try OpenedFile(path + ".pieces", O_RDWR | O_CREAT)
            defer {
                unlink(path)
                unlink(path + ".pieces")
            }
            _ = try await client.encode(
                file, into: output.descriptor, log: log.descriptor, task: task, limits: .encoding(task, of: probe),
                progress: { _ in })
            print("  \(preset.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)) \(Self.mebibytes) MiB")
        }
    }

    private static var mebibytes: String {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return decimal(Double(usage.ru_maxrss) / 1024)
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.2f", value) }
}
