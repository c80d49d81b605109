import FerryBench
import FerryReports
import FoundationEssentials
import MediaFerry

/// Writes what a bench came to where it is wanted.
struct BenchFiles {
    let results: BenchResults

    /// - Returns: Whether all could be written; what could not is told.
    func write(_ report: BenchReport) -> Bool {
        let texts: [(String?, (BenchReport) -> String?)] = [
            (results.json, Self.json), (results.csv, Self.csv), (results.html, { BenchPage(report: $0).html }),
            (results.snippet, Self.snippet),
        ]
        return texts.reduce(true) { isWritten, pair in
            guard let path = pair.0 else { return isWritten }
            guard let text = pair.1(report) else { return false }
            return put(text, path) && isWritten
        }
    }

    private func put(_ text: String, _ path: String) -> Bool {
        if path == "-" {
            Console.write(text, to: 1)
            return true
        }
        if (try? TextFile.replace(path, with: Data(text.utf8))) != nil { return true }
        Console.complain(
            FerryError(.storeUnavailable, "the file cannot be written", input: path, next: "check its directory"))
        return false
    }

    private static func json(_ report: BenchReport) -> String? { document(report) }

    private static func document(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) + "\n" }
    }

    /// The recommended settings under the names of their flags.
    private static func snippet(_ report: BenchReport) -> String? {
        struct Settings: Encodable {
            var chunkSize: Int64?
            var slots: Int?
            var preset: String?
            enum CodingKeys: String, CodingKey {
                case chunkSize = "chunk-size"
                case slots, preset
            }
        }
        let advice = report.recommendation
        return document(
            Settings(
                chunkSize: advice.chunkBytes, slots: advice.slots,
                preset: advice.encode.map { $0 ? Preset.interview.rawValue : Preset.copy.rawValue }))
    }

    private static let heads = [
        "dialect", "bytes", "files", "chunkBytes", "slots", "repeat", "startSeconds", "seconds", "goodput",
        "timeToFirstByte", "chunkP50", "chunkP90", "chunkP99", "retries", "stalledSeconds", "cpuSeconds", "memoryBytes",
        "connect", "tls", "wait", "send", "confirm",
    ]

    private static func csv(_ report: BenchReport) -> String? {
        var text = CSVText(heads: heads)
        for run in report.runs {
            let (chunks, phases) = (run.chunkSeconds, run.phases)
            let measured: [Double?] = [
                run.startSeconds, run.seconds, run.goodput, run.timeToFirstByte, chunks.p50, chunks.p90, chunks.p99,
            ]
            let spent = [phases.connect, phases.tls, phases.wait, phases.send, phases.confirm]
            text.append(
                [run.dialect]
                    + [run.bytes, Int64(run.files), run.chunkBytes, Int64(run.slots), Int64(run.repeat)].map { "\($0)" }
                    + measured.map { $0.map { "\($0)" } ?? "" } + [
                        "\(run.retries)", "\(run.stalledSeconds)", "\(run.cpuSeconds)",
                    ]
                    + [run.memoryBytes.map { "\($0)" } ?? ""] + spent.map { "\($0)" })
        }
        return text.text
    }
}
