import FerryTesting
import Foundation
import HTTPTypes
import Testing

@Suite("Watching and steering running commands", .boundedWidth) struct JobsTests {
    private let slow = ["--chunk-size", "30k", "--limit-rate", "150k"]

    /// Starts a slow send and waits until some chunks are there.
    private func start(
        _ road: Road, _ paths: [String], _ options: [String] = []
    ) async throws -> (command: ChildProcess, job: String) {
        let command = try road.start(paths, slow + options)
        let line = try await command.line("the third chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":2")
        }
        let job = try #require(try line.map(JSONValue.parse)?["jobId"]?.text)
        return (command, job)
    }

    @Test("a paused job gives its slot to the next file, is listed as paused, and is whole after it was resumed")
    func pause() async throws {
        let road = try await Road()
        let paths = try (1...2).map { try road.scratch.noise("\($0).webm", bytes: 400_000, seed: UInt64($0)) }
        let (command, job) = try await start(road, paths, ["--slots", "1"])
        let paused = try await road.jobs("pause", job)
        #expect(paused.code == 0 && paused.fields.map { $0.prefix(2) } == [["paused", job]], "\(paused)")
        _ = try await command.line("the other file's delivery") { $0.contains("job.delivered") }
        let list = try await road.listed()
        #expect(list.count == 2)
        let found = try #require(list.first { $0["jobId"]?.text == job })
        #expect(found["state"]?.text == "paused" && found["isRunning"]?.isTrue == true)
        #expect((found["acknowledgedBytes"]?.integer ?? 0) >= 90_000)
        #expect(try road.receiver.objects().count == 1)
        let resumed = try await road.jobs("resume", "--all")
        #expect(resumed.code == 0, "\(resumed)")
        let run = try await RunResult(command.ended("the end of the send"))
        #expect(run.code == 0, "\(run)")
        #expect(EventRules.faults(in: try run.events()) == [])
        #expect(try Set(road.receiver.objects().map(\.sha256)) == Set(paths.map { try Hash.hex(file: $0) }))
        #expect(try road.receiver.objects().count == 2 && road.leftovers() == [])
        let shown = try await road.jobs("show", job, "--json")
        let document = try JSONValue.parse(shown.outputText)
        #expect(document["schema"]?.text == "mediaferry.jobs/1" && document["state"]?.text == "delivered")
        #expect((document["receipt.transfer.resumedFromBytes"]?.integer ?? 0) >= 90_000)
    }

    @Test("a cancelled job counts as cancelled, and nothing of it is left here or there")
    func cancel() async throws {
        let road = try await Road()
        let (command, job) = try await start(
            road, [try road.scratch.noise("a.webm", bytes: 600_000, seed: 3)])
        let cancelled = try await road.jobs("cancel", job, "--json")
        #expect(cancelled.code == 0, "\(cancelled)")
        #expect(try JSONValue.parse(cancelled.outputText)["jobs"]?.items.first?["state"]?.text == "cancelled")
        let run = try await RunResult(command.ended("the end of the send"))
        #expect(run.code == 1, "\(run)")
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        #expect(events.named("job.cancelled").map { $0["jobId"]?.text } == [job])
        #expect(events.last?["files.cancelled"]?.integer == 1)
        #expect(try road.receiver.unfinishedCount() == 0 && road.receiver.objects().isEmpty)
        #expect(road.leftovers() == [])
        let late = try await road.jobs("resume", job)
        #expect(late.code == 1 && late.complaints.first?.contains("cancelled cannot be asked to resume") == true)
    }

    @Test("a retry ends a back-off of ninety seconds")
    func retry() async throws {
        let plan = FaultPlan().on("PATCH", 2, .status(503, headerFields: [.retryAfter: "90"]))
        let server = FaultServer(plan: plan)
        let url = try server.start()
        defer { server.stop() }
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 200_000, seed: 4)
        let command = try road.start([path], to: url, ["--chunk-size", "30k"])
        _ = try await command.line("the back-off") { $0.contains("upload.retry") }
        let retried = try await road.jobs("retry", "--all")
        #expect(retried.code == 0 && retried.fields.count == 1, "\(retried)")
        let run = try await RunResult(command.ended("the end of the send"))
        #expect(run.code == 0, "\(run)")
        #expect(try server.objects.map { Hash.hex($0.bytes) } == [Hash.hex(file: path)])
    }

    @Test("of two commands that share a state directory only the one that runs the job obeys")
    func sharing() async throws {
        let road = try await Road()
        let paths = try (1...2).map { try road.scratch.noise("\($0).webm", bytes: 500_000, seed: UInt64(10 + $0)) }
        let (first, job) = try await start(road, [paths[0]])
        let (second, other) = try await start(road, [paths[1]])
        #expect(job != other)
        let list = try await road.listed()
        #expect(Set(list.compactMap { $0["jobId"]?.text }) == [job, other])
        #expect(list.allSatisfy { $0["isRunning"]?.isTrue == true && $0["state"]?.text != "paused" })
        #expect(try await road.jobs("cancel", job).code == 0)
        let cancelled = try await RunResult(first.ended("the end of the cancelled"))
        #expect(cancelled.code == 1, "\(cancelled)")
        let run = try await RunResult(second.ended("the end of the other"))
        #expect(run.code == 0, "\(run)")
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(file: paths[1])])
    }

    @Test("a limit is changed while the command runs")
    func limit() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 3_000_000, seed: 5)
        // At this rate it would take five minutes.
        let command = try road.start([path], ["--chunk-size", "5k", "--limit-rate", "10k"])
        _ = try await command.line("a chunk") { $0.contains("chunk.acknowledged") }
        let limited = try await road.jobs("limit", "off")
        #expect(limited.code == 0 && limited.output == ["no limit: 1 running command"], "\(limited)")
        let run = try await RunResult(command.ended("the end of the send"))
        #expect(run.code == 0, "\(run)")
        let none = try await road.jobs("limit", "1M")
        #expect(none.code == 1 && none.complaints.first?.contains("no command runs") == true, "\(none)")
    }

    @Test("a job whose command was killed is paused, resumed by the same send, and finished")
    func killed() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 400_000, seed: 6)
        let (command, job) = try await start(road, [path])
        command.signal(SIGKILL)
        _ = try await command.ended("the end of the killed")
        #expect(try await road.jobs("pause", job).output.first?.hasPrefix("paused\t\(job)") == true)
        #expect(try await road.listed().first?["isRunning"]?.isTrue == false)
        let run = try await road.send([path])
        #expect(run.code == 0, "\(run)")
        try road.expectOneObject(of: path)
    }

    @Test("what a killed and cancelled job left at the destination is given up, or found by reap")
    func reap() async throws {
        let road = try await Road(token: "geheim")
        let path = try road.scratch.noise("a.webm", bytes: 400_000, seed: 8)
        let command = try Command.start(
            road.arguments([path], slow), environment: ["MEDIAFERRY_TOKEN": "geheim"])
        let line = try await command.line("the third chunk") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":2")
        }
        let job = try #require(try line.map(JSONValue.parse)?["jobId"]?.text)
        command.signal(SIGKILL)
        _ = try await command.ended("the end of the killed")
        // Without the token the upload cannot be given up now.
        let cancelled = try await road.jobs("cancel", job)
        #expect(cancelled.code == 0 && cancelled.errorText.contains("mediaferry jobs reap"), "\(cancelled)")
        #expect(try road.receiver.unfinishedCount() == 1)
        let token = ["MEDIAFERRY_TOKEN": "geheim"]
        let look = try await Command.run(["jobs", "reap", "--state", road.state], environment: token)
        #expect(look.code == 0 && look.fields.first?.prefix(3) == ["stands", job, "cancelled"], "\(look)")
        #expect(try road.receiver.unfinishedCount() == 1)
        let reaped = try await Command.run(
            ["jobs", "reap", "--yes", "--json", "--state", road.state], environment: token)
        let document = try JSONValue.parse(reaped.outputText)
        #expect(document["schema"]?.text == "mediaferry.reap/1" && document["dryRun"] == .bool(false))
        #expect(document["uploads"]?.items.map { $0["verdict"]?.text } == ["deleted"], "\(reaped)")
        #expect(try road.receiver.unfinishedCount() == 0 && road.leftovers() == [])
        #expect(try await road.jobs("reap").output == ["no upload is left over"])
    }

    @Test("wrong usage is 64, and what is not there is named with 1")
    func usage() async throws {
        let road = try await Road()
        for arguments in [["pause"], ["pause", "--all", "x"], ["limit", "fast"], ["list", "--only", "flying"]] {
            #expect(try await road.jobs(arguments).code == 64, "\(arguments)")
        }
        let none = try await road.jobs("list")
        #expect(none.code == 1 && none.complaints.first?.contains("store.unavailable") == true)
        #expect(!FileManager.default.fileExists(atPath: road.state), "looking makes no state directory")
        _ = try await road.send([try road.scratch.noise("a.webm", bytes: 1000, seed: 7)])
        let unknown = try await road.jobs("cancel", "nosuchjob")
        #expect(unknown.code == 1 && unknown.complaints.first?.contains("source.notFound") == true, "\(unknown)")
        let list = try await road.jobs("list", "--only", "delivered")
        #expect(list.output.count == 2 && list.output[0].hasPrefix("JOB "), "\(list)")
        #expect(try await road.jobs("list", "--only", "failed").output == ["no jobs"])
    }
}

extension Road {
    /// Runs `mediaferry jobs` on this road's state directory.
    func jobs(_ arguments: String...) async throws -> RunResult { try await jobs(arguments) }

    /// Runs `mediaferry jobs` on this road's state directory.
    func jobs(_ arguments: [String]) async throws -> RunResult {
        try await Command.run(["jobs"] + arguments + ["--state", state])
    }

    /// The jobs of `mediaferry jobs list --json`.
    func listed() async throws -> [JSONValue] {
        let run = try await jobs("list", "--json")
        let document = try JSONValue.parse(run.outputText)
        #expect(document["schema"]?.text == "mediaferry.jobs/1")
        return document["jobs"]?.items ?? []
    }
}
