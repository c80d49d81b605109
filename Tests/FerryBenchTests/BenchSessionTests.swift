import FerryBench
import FerryCore
import FerryTesting
import FoundationEssentials
import Testing

@Suite struct BenchSessionTests {
    /// A road that gives each cell a goodput and fails some.
    private struct ScriptedRoad: BenchRoad {
        var failing: Set<BenchCell> = []

        func run(_ step: BenchSchedule.Step, seed: UInt64) async throws(FerryError) -> BenchMeasurement {
            if failing.contains(step.cell) { throw FerryError(.destinationServerError, "scripted") }
            let run = BenchReport.Run(
                cell: step.cell, files: 1, turn: step.turn, startSeconds: 0, seconds: 1,
                goodput: Double(step.cell.slots) * 1e6, timeToFirstByte: 0.1, chunkSeconds: .init(ChunkLatency()),
                retries: 0, stalledSeconds: 0, cpuSeconds: 0.1, memoryBytes: nil, phases: .init())
            var latency = ChunkLatency()
            latency.record(0.5)
            return BenchMeasurement(run: run, latency: latency)
        }
    }

    private let cells = BenchCell.matrix(dialects: ["tus"], sizes: [1000], chunkSizes: [1000], slots: [1, 2])

    @Test("Runs are kept without the warm-up, failures are named")
    func outcome() async {
        let session = BenchSession(BenchSchedule(cells, rule: StopRule(), seed: 1), seed: 1)
        let outcome = await session.run(ScriptedRoad(failing: [cells[1]])) { _ in }
        #expect(outcome.runs.count == 3 && outcome.runs.map(\.repeat) == [1, 2, 3])
        #expect(outcome.failures.count == 2 && outcome.failures.allSatisfy { $0.cell == cells[1] })
        #expect(outcome.latency.count == 3)
    }

    @Test("The document reads back to the same, with null for what is unknown")
    func document() async throws {
        let session = BenchSession(BenchSchedule(cells, rule: StopRule(), seed: 1), seed: 1)
        let outcome = await session.run(ScriptedRoad()) { _ in }
        let machine = BenchReport.Machine(
            system: "test", processors: 1, mediaferry: "0", libcurl: "0", sharesProcess: false)
        let now = Timestamp(secondsSinceEpoch: 0)
        let report = BenchReport(
            startedAt: now, finishedAt: now, destination: "test", shape: nil, seed: 1, machine: machine,
            runs: outcome.runs, latency: outcome.latency)
        let data = try JSONEncoder().encode(report)
        #expect(try JSONDecoder().decode(BenchReport.self, from: data) == report)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("\"shape\":null") && text.contains("\"memoryBytes\":null"))
        #expect(text.contains("\"encodeAboveBitrate\":null") && text.contains("\"schema\":\"mediaferry.bench\\/1\""))
    }

    @Test("Files are as long as asked, the same for the same seed, and nothing makes them smaller")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/bench-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func file(_ name: String, _ seed: UInt64) throws -> Data {
            try IncompressibleFile.write(100_003, to: "\(folder)/\(name)", seed: seed)
            return try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        }
        let (one, same, other) = (try file("a", 1), try file("b", 1), try file("c", 2))
        #expect(one.count == 100_003 && one == same && one != other)
        let counts = one.reduce(into: [Int](repeating: 0, count: 256)) { $0[Int($1)] += 1 }
        #expect(counts.allSatisfy { (290...500).contains($0) })
        #expect(throws: FerryError.self) { try IncompressibleFile.write(1, to: "\(folder)/a", seed: 1) }
    }
}
