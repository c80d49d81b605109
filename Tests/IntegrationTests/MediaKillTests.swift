import Foundation
import Testing

@Suite(
    "kill -9 on the road of media", .boundedWidth,
    .enabled(if: MediaJudge.isPossible, "ffprobe and ffmpeg are not there"))
struct MediaKillTests {
    /// A fact of the media road upon which the command is killed.
    enum Point: String, CaseIterable, Sendable {
        case inspecting, encoding, encodeProgress, queued, encoded, firstChunk, laterChunk, confirming

        /// All of them where MEDIAFERRY_TEST_FAULTS is `all`, else every other one.
        static let chosen: [Point] = allCases.enumerated()
            .filter { KillPoint.isLongForm || $0.offset % 2 == 0 }.map(\.element)

        func isReached(_ line: String) -> Bool {
            switch self {
            case .inspecting, .queued, .confirming, .encoding:
                line.contains("job.state") && line.contains("\"to\":\"\(rawValue)\"")
            case .encodeProgress: line.contains("encode.progress")
            case .encoded: line.contains("encode.progress") && line.contains("\"percent\":100,")
            case .firstChunk: line.contains("chunk.started")
            case .laterChunk: line.contains("chunk.acknowledged") && line.contains("\"index\":3,")
            }
        }
    }

    private static let options = ["--chunk-size", "20k", "--limit-rate", "300k"]

    @Test("the worker dies with the command, and the same command delivers one sound object", arguments: Point.chosen)
    func killed(_ point: Point) async throws {
        let road = try await Road()
        let proxy = try CountingProxy(to: road.receiver.port)
        let source = BuiltProducts.sample("cr_timeslice_webm.webm")
        let command = try road.start([source], to: proxy.url, preset: "interview", Self.options)
        _ = try await command.line("the point \(point)", where: point.isReached)
        command.signal(SIGKILL)
        // The worker holds standard error too: this ends only when it has ended.
        _ = try await command.ended("the end of the killed command and of its worker")
        let second = try await road.send([source], to: proxy.url, preset: "interview", Self.options)
        #expect(second.code == 0, "\(second)")
        let events = try second.events()
        #expect(EventRules.faults(in: events) == [])
        let objects = try road.receiver.objects()
        try #require(objects.count == 1)
        #expect(events.named("job.delivered").first?["receipt.rendition.sha256"]?.text == objects[0].sha256)
        #expect(try await MediaJudge.complaints(objects[0].contentPath).text.isEmpty)
        #expect(abs((try await MediaJudge.decode(objects[0].contentPath).seconds ?? 0) - 6.01) <= 0.2)
        #expect(proxy.traffic.now.bodyBytes <= objects[0].bytes + 20_000)
        #expect(road.leftovers() == [])
        if point == .laterChunk || point == .confirming {
            #expect(events.named("encode.progress").isEmpty, "what was made is not made again")
        }
    }

    @Test("an encode of several pieces goes on behind the last one that was finished, with the same bytes")
    func goesOn() async throws {
        let road = try await Road()
        let source = try await road.longRecording(seconds: 45)
        let whole = try await road.send([source], preset: "interview", ["--again"])
        #expect(whole.code == 0, "\(whole)")
        let first = try #require(try road.receiver.objects().first)
        let command = try road.start([source], preset: "interview", ["--again"])
        _ = try await command.line("two pieces") {
            guard $0.contains("encode.progress") else { return false }
            return ($0.firstMatch(of: /"secondsDone":([0-9.]+)/).flatMap { Double($0.1) } ?? 0) > 22
        }
        command.signal(SIGKILL)
        _ = try await command.ended("the end of the killed command and of its worker")
        let second = try await road.send([source], preset: "interview", ["--again", "--encoders", "2"])
        #expect(second.code == 0, "\(second)")
        let steps = try second.events().named("encode.progress").compactMap { $0["secondsDone"]?.number }
        #expect(!steps.isEmpty && steps.allSatisfy { $0 >= 19 }, "\(steps)")
        let objects = try road.receiver.objects()
        #expect(objects.count == 2 && Set(objects.map(\.sha256)) == [first.sha256])
        #expect(road.leftovers() == [])
    }

    @Test(
        "a worker that dies fails its job in one line and nothing else; the same command goes on",
        arguments: [(SIGSEGV, "media.workerCrashed"), (SIGKILL, "media.workerStopped")] as [(Int32, String)])
    func worker(_ signal: Int32, _ code: String) async throws {
        let road = try await Road()
        let source = BuiltProducts.sample("cr_timeslice_webm.webm")
        let other = try road.scratch.write("page.webm", Array("<html></html>".utf8))
        let command = try road.start([source], preset: "interview")
        _ = try await command.line("the encoder's progress") { $0.contains("encode.progress") }
        let workers = Descendants.of(command.id)
        #expect(!workers.isEmpty)
        for worker in workers { kill(worker, signal) }
        let run = try await RunResult(command.ended())
        #expect(run.code == 1, "\(run)")
        BadInputTests.expectComplaint(run, about: source, code: code)
        #expect(try road.receiver.objects().isEmpty)
        let second = try await road.send([source, other], preset: "interview")
        #expect(second.code == 1)
        BadInputTests.expectComplaint(second, about: other, code: "media.notMedia")
        #expect(try road.receiver.objects().count == 1)
        #expect(road.leftovers() == [])
    }

    @Test("Ctrl-C while it encodes ends at once, keeps the job and leaves no worker")
    func interrupted() async throws {
        let road = try await Road()
        let source = BuiltProducts.sample("cr_timeslice_webm.webm")
        let command = try road.start([source], preset: "interview")
        _ = try await command.line("the encoder's progress") { $0.contains("encode.progress") }
        command.signal(SIGINT)
        let run = try await RunResult(command.ended())
        #expect(run.code == 130, "\(run)")
        let shell = try ChildProcess(
            "/bin/sh", ["-c", try #require(run.errors.last)], environment: Command.environment)
        let second = try await RunResult(shell.ended())
        #expect(second.code == 0, "\(second)")
        #expect(try road.receiver.objects().count == 1)
        #expect(road.leftovers() == [])
    }
}
