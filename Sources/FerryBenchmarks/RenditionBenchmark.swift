import FerryCore
import FerryFFmpeg
import Foundation

/// Makes one rendition of a preset with a given rate factor, and says what it cost; `Scripts/bench quality` asks for many.
struct RenditionBenchmark {
    private let preset: Preset
    private let factor: Double
    private let source: String
    private let output: String
    /// Whether pictures are compared with what went into the encoder.
    private let measures: Bool

    /// Takes `PRESET CRF SOURCE OUTPUT [measure]`.
    init(_ arguments: ArraySlice<String>) throws {
        let words = Array(arguments)
        guard words.count >= 4, let preset = Preset(rawValue: words[0]), let factor = Double(words[1]) else {
            throw CocoaError(.formatting)
        }
        (self.preset, self.factor, source, output) = (preset, factor, words[2], words[3])
        measures = words.dropFirst(4).first == "measure"
    }

    private struct Report: Encodable {
        var seconds: Double
        var cpuSeconds: Double
        var bytes: Int64
        var xpsnr: Double?
    }

    /// Makes it and prints one line of JSON.
    func run() throws {
        let source = try OpenedFile(source, O_RDONLY)
        let output = try OpenedFile(output, O_RDWR | O_CREAT | O_TRUNC)
        let log = try OpenedFile(self.output + ".log", O_RDWR | O_CREAT | O_TRUNC)
        defer { unlink(self.output + ".log") }
        let work = FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits())
        guard var task = try MediaPlanner.plan(probe: work.probe(), preset: preset).task else {
            throw CocoaError(.featureUnsupported)
        }
        task.video?.encoding?.crf = factor
        task.video?.measuresQuality = measures
        let (cpu, start) = (Self.cpuSeconds, ContinuousClock.now)
        let result = try work.encode(task, into: output.descriptor, log: log.descriptor)
        let report = Report(
            seconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: Self.cpuSeconds - cpu,
            bytes: result.layout.length, xpsnr: result.quality?.mean)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
