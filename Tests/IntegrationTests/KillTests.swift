import FerryTesting
import Foundation
import Testing

@Suite("kill -9", .boundedWidth) struct KillTests {
    private static let options = ["--chunk-size", String(KillPoint.chunkBytes), "--limit-rate", "3M"]

    /// A road with a proxy that counts, and what is sent over it.
    private struct Way {
        let road: Road
        let proxy: CountingProxy
        let source: String

        init(_ dialect: String = "tus") async throws {
            road = try await Road(dialect: dialect)
            proxy = try CountingProxy(to: road.receiver.port)
            source = try road.scratch.noise("answer.webm", bytes: KillPoint.objectBytes, seed: 50)
        }

        /// Where the command sends.
        var url: String { road.dialect == "rufh" ? proxy.rufhURL : proxy.url }

        /// Runs the command until the point is reached, or to its end where it ends before.
        func killed(at point: KillPoint) async throws -> RunResult {
            let isFed = if case .input = point { true } else { false }
            let command = try road.start(
                [isFed ? "-" : source], to: url, KillTests.options, input: isFed ? .pipe : .empty)
            switch point {
            case .start: break
            case .event(let count):
                try await command.facts.wait(for: "\(count) events") {
                    $0.output.lines.count >= count || $0.openStreams == 0
                }
            case .bodyBytes(let count):
                let before = proxy.traffic.now.bodyBytes
                try await proxy.traffic.wait(for: "\(count) body bytes") { $0.bodyBytes - before >= count }
            case .input(let count):
                let bytes = try Data(contentsOf: URL(filePath: source))
                command.write(bytes.prefix(count))
            }
            command.signal(SIGKILL)
            return try await RunResult(command.ended("the end of the killed command"))
        }

        /// Runs the same command to its end.
        func finish(after point: KillPoint) async throws -> RunResult {
            if case .input = point {
                return try await road.send(["-"], to: url, KillTests.options, input: .file(source))
            }
            return try await road.send([source], to: url, KillTests.options)
        }
    }

    @Test(
        "after kill -9 the same command finishes: one object, the right bytes, at most one chunk sent again, a clean state",
        arguments: ["tus", "rufh"], KillPoint.chosen)
    func once(_ dialect: String, _ point: KillPoint) async throws {
        let way = try await Way(dialect)
        let hash = try Hash.hex(file: way.source)
        let first = try await way.killed(at: point)
        let second = try await way.finish(after: point)
        #expect(second.code == 0, "\(second)")
        let events = try second.events()
        #expect(EventRules.faults(in: events) == [])
        try way.road.expectOneObject(of: way.source, "\(first)")
        let traffic = way.proxy.traffic.now
        #expect(traffic.faults == [])
        #expect(traffic.bodyBytes <= KillPoint.objectBytes + KillPoint.chunkBytes, "\(first)")
        let delivered = try #require(events.named("job.delivered").first)
        let accepted = first.output.first { $0.contains("job.accepted") }
        if let job = try accepted.flatMap({ try JSONValue.parse($0)["jobId"] }) { #expect(delivered["jobId"] == job) }
        #expect(delivered["receipt.source.sha256"]?.text == hash)
        #expect(try Hash.hex(file: way.source) == hash)
    }

    @Test("killed six times in a row at random places, each run goes on where the server stands", arguments: [1, 2])
    func often(_ seed: UInt64) async throws {
        let way = try await Way()
        var random = SeededRandom(seed: seed)
        for _ in 0..<6 {
            _ = try await way.killed(at: .bodyBytes(Int.random(in: 1...150_000, using: &random)))
        }
        let last = try await way.finish(after: .start)
        #expect(last.code == 0, "\(last)")
        try way.road.expectOneObject(of: way.source)
        #expect(way.proxy.traffic.now.bodyBytes <= KillPoint.objectBytes + 6 * KillPoint.chunkBytes)
        let transfer = try #require(try last.events().named("job.delivered").first?["receipt.transfer"])
        #expect(transfer["freshStarts"]?.integer == 0)
        #expect((transfer["resumedFromBytes"]?.integer ?? 0) > 0)
        #expect((transfer["bytesSent"]?.integer ?? 0) >= KillPoint.objectBytes)
    }

    @Test("several files and data URIs killed together all arrive once", arguments: [10, 40, 80])
    func together(_ count: Int) async throws {
        let way = try await Way()
        let sources = try [
            BuiltProducts.sample("cr_webm_vp8_opus.datauri"), BuiltProducts.sample("fx_element_capture.datauri"),
            way.road.scratch.noise("b.webm", bytes: 300_000, seed: 2), way.source,
        ]
        let options = ["--chunk-size", "48000", "--limit-rate", "2M"]
        let command = try way.road.start(sources, to: way.proxy.url, options)
        try await command.facts.wait(for: "\(count) events") { $0.output.lines.count >= count || $0.openStreams == 0 }
        command.signal(SIGKILL)
        _ = try await command.ended()
        let second = try await way.road.send(sources, to: way.proxy.url, options)
        #expect(second.code == 0, "\(second)")
        let objects = try way.road.receiver.objects()
        #expect(objects.count == 4)
        let total = objects.map(\.bytes).reduce(0, +)
        #expect(Set(objects.map(\.sha256)).isSuperset(of: try sources.dropFirst(2).map { try Hash.hex(file: $0) }))
        let traffic = way.proxy.traffic.now
        #expect(traffic.bodyBytes <= total + 2 * 48_000)
        #expect(traffic.mostBodiesAtOnce <= 2)
        #expect(way.road.leftovers() == [])
    }

    @Test("a receiver that is killed and started again finds the sender still there", arguments: [2, 9, 20])
    func receiver(_ chunk: Int) async throws {
        let scratch = try Scratch()
        let first = try await TestReceiver(root: scratch.path("kept"))
        let source = try scratch.noise("answer.webm", bytes: KillPoint.objectBytes, seed: 60)
        let command = try Command.start(
            [
                "send", source, "--to", "tus+\(first.url)", "--state", scratch.path("state"), "--preset", "none",
                "--progress", "json", "--retries", "30",
            ] + Self.options)
        _ = try await command.line("chunk \(chunk)") {
            $0.contains("chunk.acknowledged") && $0.contains("\"index\":\(chunk),")
        }
        try await first.killed()
        _ = try await command.line("a retry") { $0.contains("upload.retry") }
        let second = try await TestReceiver(root: scratch.path("kept"), port: first.port)
        let run = try await RunResult(command.ended())
        #expect(run.code == 0, "\(run)")
        #expect(EventRules.faults(in: try run.events()) == [])
        #expect(try second.objects().map(\.sha256) == [Hash.hex(file: source)])
        #expect(try second.unfinishedCount() == 0)
        let transfer = try #require(try run.events().named("job.delivered").first?["receipt.transfer"])
        #expect(transfer["freshStarts"]?.integer == 0)
        #expect((transfer["bytesResent"]?.integer ?? .max) <= KillPoint.chunkBytes)
    }
}
