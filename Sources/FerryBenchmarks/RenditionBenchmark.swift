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
        let made = try OpenedFile(output + ".made", O_RDWR | O_CREAT | O_TRUNC)
        let log = try OpenedFile(output + ".log", O_RDWR | O_CREAT | O_TRUNC)
        defer { for end in [".made", ".log"] { unlink(output + end) } }
        let work = FFmpegWork(input: source.descriptor, layout: source.layout, limits: MediaLimits())
        guard var task = try MediaPlanner.plan(probe: work.probe(), preset: preset).task else {
            throw CocoaError(.featureUnsupported)
        }
        task.video?.encoding?.crf = factor
        task.video?.measuresQuality = measures
        let (cpu, start) = (Self.cpuSeconds, ContinuousClock.now)
        let result = try work.encode(task, into: made.descriptor, log: log.descriptor)
        let report = Report(
            seconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: Self.cpuSeconds - cpu,
            bytes: result.layout.length, xpsnr: result.quality?.mean)
        try assemble(result.layout, from: made)
        print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
    }

    /// Writes the object as it is sent: its extents in their order.
    private func assemble(_ layout: ObjectLayout, from made: OpenedFile) throws {
        let object = try OpenedFile(output, O_WRONLY | O_CREAT | O_TRUNC)
        let file = FileHandle(fileDescriptor: made.descriptor)
        let target = FileHandle(fileDescriptor: object.descriptor)
        for extent in layout.extents {
            try file.seek(toOffset: UInt64(extent.offset))
            try target.write(contentsOf: file.read(upToCount: Int(extent.end - extent.offset)) ?? Data())
        }
    }

    private static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}
