import ArgumentParser
import FerryBench
import MediaFerry

/// `mediaferry bench encode`: how fast this machine makes renditions.
struct BenchEncodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Encodes a recording through the media worker and says how fast.")

    @Argument(help: "A recording.")
    var file: String

    @Option(help: "What is made of it.")
    var preset = PresetName(.interview)

    @Option(help: .init("How often.", valueName: "n"))
    var repeats = 3

    @Flag(help: "Print one JSON document.")
    var json = false

    @Option(help: .init("The program that touches media.", valueName: "path", visibility: .hidden))
    var mediaWorker: String?

    func validate() throws {
        guard (1...1000).contains(repeats) else { throw ValidationError("--repeats must be 1 to 1000") }
        guard ![.none, .copy].contains(preset.preset) else { throw ValidationError("that preset encodes nothing") }
    }

    func run() async throws {
        do {
            let place = try BenchPlace()
            let result = await Result { try await measure(place) }
            await place.clear()
            try tell(try result.get())
        } catch let error as FerryError {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func measure(_ place: BenchPlace) async throws(FerryError) -> [EncodeBench.Measured] {
        let bench = EncodeBench(directory: place.directory, workerPath: mediaWorker)
        var runs: [EncodeBench.Measured] = []
        for _ in 0..<repeats { runs.append(try await bench.measure(file, preset: preset.preset)) }
        return runs
    }

    private struct Document: Encodable {
        var schema = "mediaferry.bench.encode/1"
        var preset: String
        var runs: [EncodeBench.Measured]
        var speedMean: Double
        var speedHalfWidth: Double?
    }

    private func tell(_ runs: [EncodeBench.Measured]) throws {
        let speed = Sample(runs.map(\.speed))
        if json {
            try Console.document(
                Document(
                    preset: preset.preset.rawValue, runs: runs, speedMean: speed.mean, speedHalfWidth: speed.halfWidth()
                ))
            return
        }
        let half = speed.halfWidth().map { " ± \(Phrases.fixed($0, 2))" } ?? ""
        Console.output("encode   \(Phrases.fixed(speed.mean, 2))\(half) seconds of media a second, \(runs.count) runs")
        guard let run = runs.first else { return }
        Console.output(
            "bitrate  \(Phrases.fixed(run.sourceBitrate / 1e6, 2)) Mbit/s in, "
                + "\(Phrases.fixed(run.outputBitrate / 1e6, 2)) Mbit/s out")
    }
}

extension Result where Failure == any Error, Success: Sendable {
    /// What a body comes to.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
