import FerryCore
import FerryFFmpeg
import Foundation

/// How long an interview rendition takes beside the `ffmpeg` command with the same settings, in pairs that take turns, and
/// what the check costs beside the encoding.
struct EncodeBenchmark {
    private static let pairs = 5
    /// How often the recording of 6 s follows itself in the clip.
    private static let loops = 7
    private let folder: URL

    /// Makes a folder for clip and renditions.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ferry-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Measures all and prints a line for each pair and one JSON line. Run it in the package's own folder.
    func run() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let clip = try makeClip()
        let source = try OpenedFile(clip.path, O_RDONLY)
        let probe = try FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits()).probe()
        let task = try task(for: probe)
        print(
            "encode: \(Self.decimal(probe.durationSeconds ?? 0)) s of VP9 and Opus, 640x480, to H.264 medium crf 26 and "
                + "AAC 64k; \(Self.pairs) pairs")
        var pairs: [Pair] = []
        for number in 0..<Self.pairs {
            let isOursFirst = number % 2 == 0
            let early = isOursFirst ? try ours(source, task) : nil
            let command = try command(clip)
            let ours = try early ?? ours(source, task)
            pairs.append(Pair(command: command, ours: ours))
            print(
                "  ffmpeg \(Self.decimal(command.seconds)) s (\(Self.decimal(command.cpuSeconds)) cpu)   encode stage "
                    + "\(Self.decimal(ours.seconds)) s (\(Self.decimal(ours.cpuSeconds)) cpu)   ratio "
                    + "\(Self.decimal(pairs[number].ratio))   check \(Self.decimal(ours.checkShare * 100)) % of its cpu"
            )
        }
        try report(pairs)
    }

    private func report(_ pairs: [Pair]) throws {
        let ratio = pairs.map(\.ratio).sorted()[pairs.count / 2]
        let cpuRatio = pairs.map(\.cpuRatio).sorted()[pairs.count / 2]
        let share = pairs.map(\.ours.checkShare).sorted()[pairs.count / 2]
        print(
            "encode: median ratio ffmpeg / encode stage \(Self.decimal(ratio)) (aim at least 0.95), of cpu \(Self.decimal(cpuRatio)); check "
                + "\(Self.decimal(share * 100)) % of its cpu (aim at most 25)")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let report = Report(medianRatio: ratio, medianCPURatio: cpuRatio, medianCheckShare: share, pairs: pairs)
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private struct Report: Encodable {
        var schema = "mediaferry.bench.encode/1"
        var medianRatio: Double
        var medianCPURatio: Double
        var medianCheckShare: Double
        var pairs: [Pair]
    }

    private struct Pair: Encodable {
        var command: Run
        var ours: Run
        var ratio: Double { command.seconds / ours.seconds }
        var cpuRatio: Double { command.cpuSeconds / ours.cpuSeconds }
    }

    private struct Run: Encodable {
        var seconds: Double
        var cpuSeconds: Double
        var bytes: Int64
        var checkCPUSeconds = 0.0
        var checkShare: Double { checkCPUSeconds / cpuSeconds }
    }

    private struct Failure: Error { var text: String }

    private func makeClip() throws -> URL {
        let clip = folder.appending(path: "clip.webm")
        let recording = "Samples/media/cr_webm_vp9_opus.webm"
        try ffmpeg(["-stream_loop", "\(Self.loops - 1)", "-i", recording, "-c", "copy", clip.path])
        return clip
    }

    private func task(for probe: MediaProbe) throws -> MediaEncodeTask {
        guard let video = probe.mainVideo, let audio = probe.mainAudio else {
            throw Failure(text: "the clip lacks a track")
        }
        return MediaEncodeTask(
            container: .mp4,
            video: .init(
                sourceIndex: video.index, encoding: VideoSettings(width: 640, height: 480), measuresQuality: false),
            audio: .init(sourceIndex: audio.index, encoding: AudioSettings(codec: .aac, bitRate: 64_000)),
            expectedSeconds: probe.durationSeconds)
    }

    private func ours(_ source: OpenedFile, _ task: MediaEncodeTask) throws -> Run {
        let output = try OpenedFile(folder.appending(path: "ours.mp4").path, O_RDWR | O_CREAT | O_TRUNC)
        let log = try OpenedFile(folder.appending(path: "ours.pieces").path, O_RDWR | O_CREAT | O_TRUNC)
        let cpu = Self.cpuSeconds(RUSAGE_SELF)
        let start = ContinuousClock.now
        let result = try FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits())
            .encode(task, into: output.descriptor, log: log.descriptor)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let used = Self.cpuSeconds(RUSAGE_SELF) - cpu
        let beforeCheck = Self.cpuSeconds(RUSAGE_SELF)
        _ = try FFmpegWork(input: output.descriptor, layout: result.layout, limits: MediaLimits()).check()
        return Run(
            seconds: seconds, cpuSeconds: used, bytes: result.layout.length,
            checkCPUSeconds: Self.cpuSeconds(RUSAGE_SELF) - beforeCheck)
    }

    /// The command of the same settings, faststart and all.
    private func command(_ clip: URL) throws -> Run {
        let output = folder.appending(path: "command.mp4")
        let cpu = Self.cpuSeconds(RUSAGE_CHILDREN)
        let start = ContinuousClock.now
        try ffmpeg(
            [
                "-i", clip.path, "-map", "0:v:0", "-map", "0:a:0?", "-vf",
                "scale='min(1280,iw)':'min(1280,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2:"
                    + "flags=lanczos,setsar=1,format=yuv420p",
                "-fps_mode", "vfr", "-c:v", "libx264", "-preset", "medium", "-crf", "26", "-maxrate", "1200k",
                "-bufsize",
                "2400k", "-g", "150", "-keyint_min", "150", "-sc_threshold", "40", "-x264-params",
                "aq-mode=3:open-gop=0", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "48000", "-movflags",
                "+faststart", output.path,
            ])
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Run(
            seconds: seconds, cpuSeconds: Self.cpuSeconds(RUSAGE_CHILDREN) - cpu,
            bytes: try OpenedFile(output.path, O_RDONLY).layout.length)
    }

    private func ffmpeg(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-nostdin", "-v", "error", "-y"] + arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "ffmpeg failed") }
    }

    private static func cpuSeconds(_ who: __rusage_who) -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    private static func decimal(_ number: Double) -> String { String(format: "%.2f", number) }
}
