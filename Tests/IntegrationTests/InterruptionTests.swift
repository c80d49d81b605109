import Foundation
import Testing

@Suite("Interruption by the user", .boundedWidth) struct InterruptionTests {
    @Test(
        "an interrupted command keeps its state; its last line, run by a shell, finishes the job",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func resumes(_ signal: Int32, _ code: Int32) async throws {
        let road = try await Road()
        let proxy = try CountingProxy(to: road.receiver.port)
        let path = try road.scratch.noise("it's an answer.webm", bytes: 600_000, seed: 7)
        let command = try road.start([path], to: proxy.url, ["--chunk-size", "30k", "--limit-rate", "600k"])
        _ = try await command.line("the third chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":2")
        }
        command.signal(signal)
        let run = try await RunResult(command.ended("the end after the signal"))
        #expect(run.code == code, "\(run)")
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        #expect(events.last?["exitCode"]?.integer == Int(code))
        #expect(try road.receiver.objects().isEmpty)
        let line = try #require(run.errors.last)
        #expect(line.contains("send"))
        let shell = try ChildProcess("/bin/sh", ["-c", line], environment: Command.environment)
        let second = try await RunResult(shell.ended("the end of the resumed command"))
        #expect(second.code == 0, "\(second)")
        let receipt = try #require(try second.events().named("job.delivered").first?["receipt"])
        #expect((receipt["transfer.resumedFromBytes"]?.integer ?? 0) >= 90_000)
        #expect(receipt["jobId"] == events.named("job.accepted").first?["jobId"])
        #expect(proxy.traffic.now.bodyBytes <= 630_000)
        try road.expectOneObject(of: path)
    }

    @Test("waiting for standard input is interrupted too, and nothing is left of it")
    func standardInput() async throws {
        let road = try await Road()
        let command = try road.start(["-"], progress: "json", input: .pipe)
        command.write(Noise.bytes(10_000, seed: 1))
        _ = try await command.line("run.started") { $0.contains("run.started") }
        command.signal(SIGINT)
        let run = try await RunResult(command.ended("the end after the signal"))
        #expect(run.code == 130, "\(run)")
        let next = try await road.send(["-"], input: .file(try road.scratch.noise("a", bytes: 5000, seed: 2)))
        #expect(next.code == 0)
        #expect(road.leftovers() == [])
    }

    @Test("files that were not begun are told as cancelled, and the same command delivers them all")
    func many() async throws {
        let road = try await Road()
        let paths = try (1...12).map { try road.scratch.noise("\($0)", bytes: 60_000, seed: UInt64($0)) }
        let options = ["--chunk-size", "20k", "--limit-rate", "400k"]
        let report = road.scratch.path("report.json")
        let command = try road.start(paths, options + ["--report", report])
        _ = try await command.line("a delivery") { $0.contains("job.delivered") }
        command.signal(SIGINT)
        let run = try await RunResult(command.ended("the end after the signal"))
        #expect(run.code == 130, "\(run)")
        #expect(EventRules.faults(in: try run.events()) == [])
        let files = try #require(try JSONValue.file(report)["files"])
        #expect((files["delivered"]?.integer ?? 0) >= 1)
        #expect((files["cancelled"]?.integer ?? 0) >= 1)
        let second = try await road.send(paths, options)
        #expect(second.code == 0, "\(second)")
        #expect(try Set(road.receiver.objects().map(\.sha256)) == Set(paths.map { try Hash.hex(file: $0) }))
        #expect(try road.receiver.objects().count == 12)
        #expect(road.leftovers() == [])
    }

    @Test("a receiver stops on SIGTERM and on SIGINT with 0", arguments: [SIGTERM, SIGINT])
    func receiver(_ signal: Int32) async throws {
        let road = try await Road()
        road.receiver.process.signal(signal)
        let end = try await road.receiver.process.ended("the end of the receiver")
        #expect(end.exit == .code(0), "\(end)")
        #expect(end.output.lines.count == 1)
    }
}
