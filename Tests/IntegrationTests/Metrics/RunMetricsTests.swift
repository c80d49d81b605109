import FerryCore
import Foundation
import Testing

@Suite("Metrics of a run", .boundedWidth) struct RunMetricsTests {
    @Test("a page tells how a run stands while it goes on, and a file how it ended")
    func metrics() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 600_000, seed: 3)
        let file = road.scratch.path("ferry.prom")
        let command = try road.start(
            [path], ["--chunk-size", "30k", "--limit-rate", "200k", "--metrics-port", "0", "--metrics-file", file])
        let state = try await command.facts.wait(for: "the address of the metrics") { state in
            state.errors.lines.contains { $0.hasPrefix("metrics ") } || state.exit != nil
        }
        let url = try #require(state.errors.lines.first { $0.hasPrefix("metrics ") }).dropFirst("metrics ".count)
        #expect(FileManager.default.fileExists(atPath: file))
        _ = try await command.line("a chunk") { $0.contains("chunk.acknowledged") }
        let page = try await Curl.run(["--include", String(url)])
        #expect(page.outputText.contains("200 OK") && page.outputText.contains("version=0.0.4"), "\(page)")
        let body = page.output.filter { !$0.isEmpty && !$0.contains("\r") }
        #expect(body.contains("mediaferry_slots_limit 2"), "\(page)")
        #expect(body.contains("mediaferry_queue_depth 0"))
        #expect(!page.outputText.contains("a.webm"))
        let elsewhere = try await Curl.run(["--include", String(url).replacing("/metrics", with: "/etc/passwd")])
        #expect(elsewhere.outputText.contains("404"))
        let run = try await RunResult(command.ended())
        #expect(run.code == 0, "\(run)")
        let last = try String(contentsOfFile: file, encoding: .utf8)
        #expect(last.contains("mediaferry_acknowledged_bytes_total 600000\n"), "\(last)")
        #expect(last.contains("mediaferry_jobs_total{outcome=\"delivered\"} 1\n"))
        #expect(try await Self.complaints(file) == "")
    }

    /// What `promtool check metrics` has to say.
    private static func complaints(_ file: String) async throws -> String {
        guard let promtool = BuiltProducts.program("promtool") else { return "" }
        let run = try await RunResult(
            ChildProcess(promtool, ["check", "metrics"], environment: Command.environment, input: .file(file)).ended())
        return run.outputText + run.errorText + (run.code == 0 ? "" : "exit \(run.code ?? -1)")
    }

    @Test("a port that is taken and a file that cannot be written end the run before anything is sent")
    func refused() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 1000, seed: 3)
        let taken = try await road.send([path], ["--metrics-port", String(road.receiver.port)])
        #expect(taken.code == 1, "\(taken)")
        let lost = try await road.send([path], ["--metrics-file", road.scratch.path("none/x.prom")])
        #expect(lost.code == 1, "\(lost)")
        #expect(lost.complaints.contains { $0.contains("--metrics-file") }, "\(lost)")
        #expect(try road.receiver.objects().isEmpty)
        #expect(try await road.send([path], ["--metrics-file", "x.txt"]).code == 64)
    }

    @Test("the dashboard asks for metrics that there are")
    func dashboard() throws {
        let path = "\(BuiltProducts.package)/Samples/metrics/grafana-dashboard.json"
        let panels = try #require(try JSONValue.file(path)["panels"]?.items)
        let names = Set(FerryMetric.allCases.map(\.rawValue))
        var asked: Set<String> = []
        for panel in panels {
            for target in try #require(panel["targets"]?.items) {
                let query = try #require(target["expr"]?.text)
                for match in query.matches(of: /mediaferry_[a-z_]+/) {
                    let name = String(match.output)
                    #expect(names.contains(name) || names.contains(name.replacing("_bucket", with: "")), "\(name)")
                    asked.insert(name.replacing("_bucket", with: ""))
                }
            }
        }
        #expect(asked == names, "each metric has its place")
    }
}
