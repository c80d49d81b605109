import FerryCore
import FerryFFmpeg
import Foundation

/// How long an interview rendition takes beside the `ffmpeg` command with the same settings, and what the measure of
/// quality, the judgement of health and the check cost beside the encoding. In pairs that take turns.
struct EncodeBenchmark {
    private static let pairs = 5
    /// How often the recording of 6 s follows itself in the clip.
    private static let loops = 7
    private let folder: BenchFolder

    /// Makes a folder for clip and renditions.
    init() throws { folder = try BenchFolder() }

    /// Measures all and prints a line for each pair and one JSON line. Run it in the package's own folder.
    func run() throws {
        let source = try folder.looped("Samples/media/cr_webm_vp9_opus.webm", times: Self.loops, as: "clip.webm")
        let probe = try FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits()).probe()
        let plain = try task(for: probe)
        print(
            "encode: \(Self.decimal(probe.durationSeconds ?? 0)) s of VP9 and Opus, 640x480, to H.264 medium crf 26 and "
                + "AAC 64k; \(Self.pairs) pairs")
        var pairs: [Pair] = []
        for number in 0..<Self.pairs {
            let isOursFirst = number % 2 == 0
            let early = isOursFirst ? try ours(source, plain) : nil
            let command = try Spent.measuring(.children) { try self.command() }
            let pair = Pair(
                command: command, ours: try early ?? ours(source, plain), watched: try ours(source, Self.watched(plain))
            )
            pairs.append(pair)
            Self.show(pair)
        }
        try report(pairs)
    }

    private static func show(_ pair: Pair) {
        print(
            "  ffmpeg \(decimal(pair.command.seconds)) s (\(decimal(pair.command.cpuSeconds)) cpu)   encode stage "
                + "\(decimal(pair.ours.encode.seconds)) s (\(decimal(pair.ours.encode.cpuSeconds)) cpu)   ratio "
                + "\(decimal(pair.ratio)), of cpu \(decimal(pair.cpuRatio))   check \(percent(pair.checkShare)) of its "
                + "cpu   metric and health \(percent(pair.watchShare))")
    }

    private func report(_ pairs: [Pair]) throws {
        let report = Report(
            medianRatio: pairs.map(\.ratio).median, medianCPURatio: pairs.map(\.cpuRatio).median,
            medianCheckShare: pairs.map(\.checkShare).median, medianWatchShare: pairs.map(\.watchShare).median,
            pairs: pairs)
        print(
            "encode: median ratio ffmpeg / encode stage \(Self.decimal(report.medianRatio)) (aim at least 1.00), of cpu "
                + Self.decimal(report.medianCPURatio))
        print("encode: metric and health add \(Self.percent(report.medianWatchShare)) cpu (aim at most 35 %)")
        print("encode: check \(Self.percent(report.medianCheckShare)) of its cpu (aim at most 25 %)")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private struct Report: Encodable {
        var schema = "mediaferry.bench.encode/2"
        var medianRatio: Double
        var medianCPURatio: Double
        var medianCheckShare: Double
        var medianWatchShare: Double
        var pairs: [Pair]
    }

    private struct Pair: Encodable {
        var command: Spent
        var ours: Run
        /// The same with metric and health.
        var watched: Run
        var ratio: Double { command.seconds / ours.encode.seconds }
        var cpuRatio: Double { command.cpuSeconds / ours.encode.cpuSeconds }
        var checkShare: Double { ours.check.cpuSeconds / ours.encode.cpuSeconds }
        /// What metric and health add in both decodes, as a share of the encode without them.
        var watchShare: Double { (watched.cpuSeconds - ours.cpuSeconds) / ours.encode.cpuSeconds }
    }

    private struct Run: Encodable {
        var encode: Spent
        var check: Spent
        var cpuSeconds: Double { encode.cpuSeconds + check.cpuSeconds }
    }

    private func task(for probe: MediaProbe) throws -> MediaEncodeTask {
        guard let video = probe.mainVideo, let audio = probe.mainAudio else {
            throw BenchFolder.Failure(text: "the clip lacks a track")
        }
        return MediaEncodeTask(
            container: .mp4,
            video: .init(
                sourceIndex: video.index, encoding: VideoSettings(width: 640, height: 480), measuresQuality: false),
            audio: .init(sourceIndex: audio.index, encoding: AudioSettings(codec: .aac, bitRate: 64_000)),
            expectedSeconds: probe.durationSeconds)
    }

    /// The task as the media stage sets it when nothing is turned off.
    private static func watched(_ task: MediaEncodeTask) -> MediaEncodeTask {
        var task = task
        task.video?.measuresQuality = true
        task.audio?.health = .standard
        return task
    }

    private func ours(_ source: OpenedFile, _ task: MediaEncodeTask) throws -> Run {
        let (output, log) = (try folder.empty("ours.mp4"), try folder.empty("ours.pieces"))
        var made: MediaEncodeResult?
        let encode = try Spent.measuring(.thisProcess) {
            made = try FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits())
                .encode(task, into: output.descriptor, log: log.descriptor)
        }
        guard let made else { throw BenchFolder.Failure(text: "nothing was made") }
        // Sound is heard before it is encoded, pictures are watched in the check.
        let check = MediaCheckTask(pictures: task.audio?.health)
        return Run(
            encode: encode,
            check: try Spent.measuring(.thisProcess) {
                _ = try FFmpegWork(input: output.descriptor, layout: made.layout, limits: MediaLimits()).check(check)
            })
    }

    /// The command of the same settings, faststart and all.
    private func command() throws {
        try folder.ffmpeg(
            [
                "-i", folder.path("clip.webm"), "-map", "0:v:0", "-map", "0:a:0?", "-vf",
                "scale='min(1280,iw)':'min(1280,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2:"
                    + "flags=lanczos,setsar=1,format=yuv420p",
                "-fps_mode", "vfr", "-c:v", "libx264", "-preset", "medium", "-crf", "26", "-maxrate", "1200k",
                "-bufsize",
                "2400k", "-g", "150", "-keyint_min", "150", "-sc_threshold", "40", "-x264-params",
                "aq-mode=3:open-gop=0", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "48000", "-movflags",
                "+faststart", folder.path("command.mp4"),
            ])
    }

    private static func decimal(_ number: Double) -> String { String(format: "%.2f", number) }

    private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
