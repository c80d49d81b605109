import FerryCore
import FerryMediaWorker
import Foundation

/// How long the remux of a recording of 10 MB takes beside `ffmpeg -c copy` into the same container. In pairs that take
/// turns; ours is the encode stage with the start and the end of its worker, as the command's is with its own.
struct RemuxBenchmark {
    private static let pairs = 5
    private static let bytes = 10_000_000
    private let client: MediaWorkerClient
    private let folder: BenchFolder

    /// A recording as a browser writes it, and how the command writes the same container.
    private struct Recording {
        var name: String
        var sample: String
        /// What makes the looped file as unfinished as a recording: no duration, no index.
        var making: [String]
        var copying: [String]
    }

    private static let recordings = [
        Recording(
            name: "webm", sample: "Samples/media/cr_webm_vp9_opus.webm", making: ["-live", "1"], copying: []),
        Recording(
            name: "mp4", sample: "Samples/media/cr_mp4_avc1_opus.mp4",
            making: ["-movflags", "+frag_keyframe+empty_moov+default_base_moof"], copying: ["-movflags", "+faststart"]),
    ]

    /// Finds the worker.
    init() throws {
        client = try MediaWorkerClient(.besideRunningCommand(maxConcurrent: 1))
        folder = try BenchFolder()
    }

    /// Measures both containers and prints a line for each pair.
    func run() async throws {
        for recording in Self.recordings { try await run(recording) }
    }

    private func run(_ recording: Recording) async throws {
        let name = "clip.\(recording.name)"
        let size = try OpenedFile(recording.sample, O_RDONLY).layout.length
        let source = try folder.looped(
            recording.sample, times: (Self.bytes + Int(size) - 1) / Int(size), as: name, recording.making)
        let media = MediaFile(fileDescriptor: source.descriptor, layout: source.layout)
        let probe = try await client.probe(media, limits: .probing(bytes: source.layout.length))
        guard let task = try MediaPlanner.plan(probe: probe, preset: .copy).task, task.isRemux else {
            throw BenchFolder.Failure(text: "the plan for \(name) is no remux")
        }
        print(
            "remux: \(source.layout.length) bytes of \(recording.name) to \(task.container.rawValue); "
                + "\(Self.pairs) pairs")
        var ratios: [Double] = []
        for number in 0..<Self.pairs {
            let early = number % 2 == 0 ? try await ours(media, task, probe) : nil
            let command = try Spent.measuring(.children) {
                try folder.ffmpeg(
                    ["-i", folder.path(name), "-map", "0", "-c", "copy"] + recording.copying
                        + [folder.path("command.\(recording.name)")])
            }
            let ours: Spent
            if let early { ours = early } else { ours = try await self.ours(media, task, probe) }
            ratios.append(ours.seconds / command.seconds)
            print(
                "  ffmpeg -c copy \(Self.shown(command))   remux \(Self.shown(ours))   ratio "
                    + String(format: "%.2f", ratios[number]))
        }
        print(
            "remux: \(recording.name), median ratio remux / ffmpeg -c copy "
                + String(format: "%.2f (aim at most 1.50)", ratios.median))
    }

    private func ours(_ media: MediaFile, _ task: MediaEncodeTask, _ probe: MediaProbe) async throws -> Spent {
        let (output, log) = (try folder.empty("ours"), try folder.empty("ours.pieces"))
        return try await Spent.measuring(.children) {
            _ = try await client.encode(
                media, into: output.descriptor, log: log.descriptor, task: task, limits: .encoding(task, of: probe),
                progress: { _ in })
        }
    }

    private static func shown(_ spent: Spent) -> String {
        String(format: "%.0f ms (%.0f cpu)", spent.seconds * 1000, spent.cpuSeconds * 1000)
    }
}
