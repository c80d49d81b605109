import FerryTesting
import Testing

@Suite("Events of a run", .boundedWidth) struct EventTests {
    @Test("a run of several files keeps every rule of events, and only acknowledged bytes are progress")
    func rules() async throws {
        let road = try await Road()
        let paths = try (1...3).map { try road.scratch.noise("\($0)", bytes: 200_000 + Int($0), seed: $0) }
        let run = try await road.send(paths, ["--chunk-size", "32KiB", "--limit-rate", "2M"])
        #expect(run.code == 0, "\(run)")
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        #expect(events.first?["sources"]?.integer == 3)
        #expect(events.last?["exitCode"]?.integer == 0)
        #expect(events.last?["files.delivered"]?.integer == 3)
        for delivered in events.named("job.delivered") {
            let job = try #require(delivered["jobId"]?.text)
            let own = events.filter { $0["jobId"]?.text == job }
            let kept = own.named("chunk.acknowledged").compactMap { $0["length"]?.integer }.reduce(0, +)
            #expect(kept == delivered["receipt.rendition.bytes"]?.integer)
            #expect(own.named("upload.progress").last?["percent"]?.number == 100)
            #expect(own.named("milestone").last?["percent"]?.integer == 100)
            #expect(own.last?["event"]?.text == "job.delivered")
            #expect(try road.receipt(job) == delivered["receipt"])
        }
    }

    @Test("with events on standard output nothing else stands there, and errors stand on standard error")
    func outputs() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("good", bytes: 1000, seed: 1)
        let run = try await road.send([path, road.scratch.path("missing")])
        #expect(run.code == 1)
        #expect(EventRules.faults(in: try run.events()) == [])
        #expect(run.complaints.count == 1)
        let refused = try #require(try run.events().named("job.refused").first)
        #expect(refused["error.code"]?.text == "source.notFound")
    }

    @Test("an upload that the server forgets is begun anew: said by upload.rewound, counted as waste")
    func rewound() async throws {
        let server = FaultServer(plan: FaultPlan().on("PATCH", 3, .expired(410)))
        let url = try server.start()
        defer { server.stop() }
        let scratch = try Scratch()
        let path = try scratch.noise("a", bytes: 200_000, seed: 5)
        let run = try await Command.run(
            [
                "send", path, "--to", "tus+\(url)", "--state", scratch.path("state"), "--preset", "none", "--progress",
                "json", "--chunk-size", "40k",
            ])
        #expect(run.code == 0, "\(run)")
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        let rewound = try #require(events.named("upload.rewound").first)
        #expect(rewound["toBytes"]?.integer == 0)
        #expect((rewound["fromBytes"]?.integer ?? 0) > 0)
        let transfer = try #require(events.named("job.delivered").first?["receipt.transfer"])
        #expect(transfer["freshStarts"]?.integer == 1)
        #expect((transfer["bytesResent"]?.integer ?? 0) >= 80_000)
        #expect(server.objects.map(\.bytes) == [Noise.bytes(200_000, seed: 5)])
    }

    @Test("a server that fails for a while is asked again, and each retry is an event")
    func retries() async throws {
        let server = FaultServer(
            plan: FaultPlan().on("PATCH", 2, .status(503)).on("PATCH", 3, .reset(afterBodyBytes: 7)))
        let url = try server.start()
        defer { server.stop() }
        let scratch = try Scratch()
        let path = try scratch.noise("a", bytes: 100_000, seed: 6)
        let report = scratch.path("report.json")
        let run = try await Command.run(
            [
                "send", path, "--to", "tus+\(url)", "--state", scratch.path("state"), "--preset", "none", "--progress",
                "json", "--chunk-size", "20k", "--report", report,
            ])
        #expect(run.code == 0, "\(run)")
        let events = try run.events()
        #expect(EventRules.faults(in: events) == [])
        #expect(events.named("upload.retry").map { $0["cause"]?.text } == ["status5xx", "reset"])
        #expect(events.named("upload.retry").map { $0["status"] } == [.number(503), .null])
        let retries = try #require(try JSONValue.file(report)["retries"])
        #expect(retries == .object(["status5xx": .number(1), "reset": .number(1)]))
        #expect(server.objects.map(\.bytes) == [Noise.bytes(100_000, seed: 6)])
        #expect(server.violations == [])
    }
}
