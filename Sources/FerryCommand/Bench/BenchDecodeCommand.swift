import ArgumentParser
import FerryBench
import MediaFerry

/// `mediaferry bench decode`: how fast data URIs are decoded here.
struct BenchDecodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Decodes a data URI in memory, over and over, and says how fast.")

    @Option(help: .init("Bytes that come out of it.", valueName: "size"))
    var size = ByteQuantity(bytes: 32 << 20)

    @Option(help: .init("How often.", valueName: "n"))
    var repeats = 5

    @Flag(help: "Print one JSON document.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(repeats) else { throw ValidationError("--repeats must be 1 to 1000") }
        guard size.bytes <= 1 << 30 else {
            throw ValidationError("--size must be 1 GiB or less: the text is held in memory")
        }
    }

    private struct Document: Encodable {
        var schema = "mediaferry.bench.decode/1"
        var kernel: String
        var bytes: Int64
        /// Bytes of text a second.
        var runs: [Double]
        var mean: Double
        var halfWidth: Double?
    }

    func run() throws {
        let text = DecodeBench.text(size.bytes)
        do throws(FerryError) {
            var runs: [Double] = []
            for _ in 0..<repeats { runs.append(try DecodeBench.rate(text, expecting: size.bytes)) }
            try? tell(runs)
        } catch {
            Console.complain(error)
            throw ExitCode(1)
        }
    }

    private func tell(_ runs: [Double]) throws {
        let (sample, kernel) = (Sample(runs), Base64Kernel.best.rawValue)
        if json {
            let document = Document(
                kernel: kernel, bytes: size.bytes, runs: runs, mean: sample.mean, halfWidth: sample.halfWidth())
            return try Console.document(document)
        }
        let half = sample.halfWidth().map { " ± \(Phrases.bytes($0))" } ?? ""
        Console.output("decode   \(Phrases.bytes(sample.mean))\(half) of text a second, \(kernel), \(runs.count) runs")
    }
}
