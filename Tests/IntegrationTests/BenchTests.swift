import Foundation
import Testing

/// `mediaferry bench` by the real command: documents, verdicts, and what a stranger measures on the same link.
@Suite("Benches", .boundedWidth) struct BenchTests {
    @Test("a bench of the embedded receiver over a shaped link gives all documents, and leaves nothing behind")
    func documents() async throws {
        let scratch = try Scratch()
        let paths = ["json", "csv", "html", "snippet"].map { scratch.path("bench.\($0)") }
        let run = try await Command.run(
            [
                "bench", "--shape", "rate=40M,delay=5ms", "--sizes", "200k,600k", "--chunk-sizes", "256KiB", "--slots",
                "1,2",
                "--dialects", "tus,rufh,put", "--repeats", "2", "--seed", "7", "--json", paths[0], "--csv", paths[1],
                "--html", paths[2], "--snippet", paths[3],
            ], environment: ["TMPDIR": scratch.path])
        #expect(run.code == 0, "\(run)")
        let document = try JSONValue.file(paths[0])
        #expect(document["schema"]?.text == "mediaferry.bench/1")
        #expect(document["shape"]?.text == "rate=40M,delay=5ms" && document["seed"]?.number == 7)
        let runs = document["runs"]?.items ?? []
        #expect(runs.count == 3 * 2 * 2 * 2)
        for run in runs { check(run) }
        let cells = document["summary"]?.items ?? []
        #expect(cells.count == 12 && cells.allSatisfy { $0["runs"]?.number == 2 })
        for cell in cells {
            let (low, mean) = (cell["goodputLow"]?.number ?? -1, cell["goodputMean"]?.number ?? -1)
            #expect(low >= 0 && low <= mean && mean <= cell["goodputHigh"]?.number ?? 0)
        }
        #expect(document["leftBehind"]?.items == [] && document["failures"]?.items == [])
        let advice = try #require(document["recommendation"])
        #expect(
            advice["chunkBytes"]?.number ?? 0 > 0 && advice["slots"]?.number ?? 0 > 0
                && advice.has("encodeAboveBitrate"))
        let snippet = try JSONValue.file(paths[3])
        #expect(snippet["slots"] == advice["slots"] && snippet["chunk-size"] == advice["chunkBytes"])
        #expect(try String(contentsOfFile: paths[1], encoding: .utf8).split(separator: "\r\n").count == runs.count + 1)
        #expect(try String(contentsOfFile: paths[2], encoding: .utf8).contains("<svg"))
        let names = Folder.names(scratch.path)
        #expect(names.allSatisfy { !$0.hasPrefix("mediaferry-bench-") })
    }

    private func check(_ run: JSONValue) {
        let (bytes, files) = (run["bytes"]?.number ?? 0, run["files"]?.number ?? 0)
        let (goodput, seconds) = (run["goodput"]?.number ?? 0, run["seconds"]?.number ?? 0)
        #expect(abs(goodput * seconds / (bytes * files) - 1) < 0.001, "every byte is acknowledged once: \(run)")
        // 40 Mbit/s are 5 MB/s; no run can be faster than the link.
        #expect(goodput > 0 && goodput < 5.3e6)
        #expect(run["chunkSeconds.p50"]?.number ?? 9 <= run["chunkSeconds.p99"]?.number ?? 0)
        #expect(run["timeToFirstByte"]?.number ?? 0 > 0 && run["cpuSeconds"]?.number ?? 0 > 0)
        #expect(run["memoryBytes"]?.number ?? 0 > 1_000_000 && run["retries"]?.number == 0)
        #expect(run["phases.send"]?.number ?? 0 > 0 && run["phases.confirm"]?.number ?? 0 > 0)
    }

    @Test("a bench beside itself shows no difference, beside a link twice as fast it is slower")
    func comparison() async throws {
        let scratch = try Scratch()
        func bench(_ rate: String, _ name: String, _ more: [String] = []) async throws -> JSONValue {
            let run = try await Command.run(
                [
                    "bench", "--shape", "rate=\(rate)", "--sizes", "400k", "--chunk-sizes", "1M", "--slots", "1",
                    "--repeats", "3", "--json", scratch.path(name),
                ] + more)
            #expect(run.code == 0, "\(run)")
            return try JSONValue.file(scratch.path(name))
        }
        _ = try await bench("16M", "fast")
        let slow = try await bench("8M", "slow", ["--compare", scratch.path("fast")])
        #expect(slow["comparison.verdict"]?.text == "slower")
        #expect((0.4...0.65).contains(slow["comparison.ratio"]?.number ?? 0))
        #expect(slow["comparison.differences"]?.items.count == 1)
        let again = try await bench("8M", "again", ["--compare", scratch.path("slow")])
        #expect(again["comparison.cells"]?.items.first?["verdict"]?.text == "noDifference")
    }

    @Test(
        "curl through the same link takes as long as the bench says, within ten percent on a machine that others use too"
    )
    func curl() async throws {
        let scratch = try Scratch()
        let receiver = try await TestReceiver(root: scratch.path("received"))
        let link = try Command.start([
            "bench", "link", "--to", "127.0.0.1:\(receiver.port)", "--shape", "rate=8M,delay=5ms",
        ])
        let line = try #require(try await link.line("the link's line `ready`") { $0.hasPrefix("ready ") })
        let host = line.dropFirst(6)
        let file = try scratch.noise("file.bin", bytes: 4_000_000, seed: 3)
        let curl = try await Curl.run([
            "--fail", "--header", "Expect:", "--write-out", "%{time_total}\n", "--output", "/dev/null", "--upload-file",
            file,
            "http://\(host)/put/file.bin",
        ])
        let seconds = try #require(curl.output.last.flatMap { Double($0) }, "\(curl)")
        #expect(abs(seconds / 4 - 1) < 0.1, "4 MB at 1 MB/s: \(seconds) s")
        let run = try await Command.run([
            "bench", "--to", "http://\(host)/put/", "--sizes", "4M", "--chunk-sizes", "4M", "--slots", "1", "--repeats",
            "2",
            "--json", scratch.path("bench.json"),
        ])
        #expect(run.code == 0, "\(run)")
        let document = try JSONValue.file(scratch.path("bench.json"))
        let goodput = try #require(document["summary"]?.items.first?["goodputMean"]?.number)
        #expect(abs(goodput / (4e6 / seconds) - 1) < 0.1, "bench \(goodput), curl \(4e6 / seconds)")
        link.signal(SIGTERM)
        let end = try await RunResult(link.ended("the end of the link"))
        #expect(end.code == 0 && end.errorText.contains("0 segments lost"))
    }

    @Test(
        "what cannot be measured is wrong usage, and the part at fault is named",
        arguments: [
            (["--shape", "rate=fast"], "rate=fast"), (["--dialects", "ftp"], "ftp"), (["--slots", "0"], "--slots"),
            (["--compare", "/nonexistent"], "/nonexistent"), (["--sizes", "1M,,2M"], "--sizes"),
            (["--to", "file:///tmp", "--shape", "rate=1M"], "--shape"),
            (["--to", "tus+http://127.0.0.1:9/elsewhere/", "--dialects", "put"], "--dialects"),
            (["--json", "-", "--csv", "-"], "--json"),
        ])
    func usage(arguments: [String], named: String) async throws {
        let run = try await Command.run(["bench"] + arguments)
        #expect(run.code == 64 && run.errorText.contains(named), "\(run)")
        #expect(run.output.isEmpty)
    }

    @Test("a destination that nobody serves is named, and the exit is 1")
    func nobody() async throws {
        let run = try await Command.run([
            "bench", "--to", "tus+http://127.0.0.1:1/files/", "--sizes", "1k", "--chunk-sizes", "1k", "--slots", "1",
            "--repeats",
            "2", "--retries", "0",
        ])
        #expect(run.code == 1 && run.errorText.contains("destination.unreachable"), "\(run)")
        #expect(run.outputText.contains("no run succeeded"))
    }

    @Test("handing answers off when they are given leaves less to wait for than all at the end")
    func pipeline() async throws {
        let run = try await Command.run([
            "bench", "pipeline", "--answers", "3", "--answer-seconds", "1", "--size", "500k", "--shape", "rate=8M",
            "--json",
        ])
        #expect(run.code == 0, "\(run)")
        let document = try JSONValue.parse(run.outputText)
        let (old, new) = (
            document["result.atTheEnd.waitSeconds"]?.number ?? 0,
            document["result.progressive.waitSeconds"]?.number ?? 9
        )
        // 1.5 MB at 1 MB/s beside the last 0.5 MB.
        #expect(old > 1.5 && new > 0.5 && new < old - 0.5, "\(old) and \(new)")
        #expect(
            document["result.atTheEnd.bytes"]?.number == 1_500_000
                && document["result.progressive.bytes"]?.number == 1_500_000)
    }

    @Test("decoding and encoding are measured by themselves")
    func parts() async throws {
        let decode = try await Command.run(["bench", "decode", "--size", "2M", "--repeats", "3", "--json"])
        #expect(decode.code == 0, "\(decode)")
        #expect(try JSONValue.parse(decode.outputText)["runs"]?.items.count == 3)
        let answer = BuiltProducts.package + "/Samples/answers/cr_webm_default.datauri"
        let encode = try await Command.run(["bench", "encode", answer, "--repeats", "1", "--json"])
        #expect(encode.code == 0, "\(encode)")
        let run = try #require(try JSONValue.parse(encode.outputText)["runs"]?.items.first)
        #expect(abs((run["mediaSeconds"]?.number ?? 0) - 5) < 0.5 && run["speed"]?.number ?? 0 > 0)
        #expect(run["outputBytes"]?.number ?? 9e9 < run["sourceBytes"]?.number ?? 0)
    }
}
