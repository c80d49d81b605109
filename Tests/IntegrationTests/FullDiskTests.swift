import Foundation
import Testing

@Suite("A full disk", .boundedWidth, .enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
struct FullDiskTests {
    @Test("a spool that is full is said to be; what needs no spool is delivered, and nothing is left behind")
    func spool() async throws {
        let road = try await Road()
        try FileManager.default.createDirectory(atPath: road.state, withIntermediateDirectories: false)
        let text = "data:video/webm;base64," + Data(Noise.bytes(900_000, seed: 1)).base64EncodedString()
        let large = try road.scratch.write("large.datauri", Array(text.utf8))
        let file = try road.scratch.noise("file.webm", bytes: 900_000, seed: 2)
        let command = try SmallDisk.start(
            BuiltProducts.command, road.arguments([large, file], progress: "quiet"), mounting: road.state,
            bytes: 600_000, counting: true)
        let run = try await RunResult(command.ended())
        #expect(run.code == 1, "\(run)")
        BadInputTests.expectComplaint(run, about: large, code: "spool.full")
        #expect(run.complaints.count == 1)
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(file: file)])
        #expect(run.output.last == "left in the spool: 0")
    }

    @Test("no room even for the database is said before anything is started")
    func store() async throws {
        let road = try await Road()
        try FileManager.default.createDirectory(atPath: road.state, withIntermediateDirectories: false)
        let file = try road.scratch.noise("file.webm", bytes: 9000, seed: 2)
        let command = try SmallDisk.start(
            BuiltProducts.command, road.arguments([file], progress: "quiet"), mounting: road.state, bytes: 4096)
        let run = try await RunResult(command.ended())
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        let codes = ["[spool.full]", "[store.unavailable]"]
        #expect(codes.contains { run.complaints.first?.hasSuffix($0) == true }, "\(run)")
        #expect(try road.receiver.objects().isEmpty)
    }

    @Test("a receiver whose disk is full answers so; when there is room the same command goes on")
    func receiver() async throws {
        let road = try await Road()
        let root = road.scratch.path("small")
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
        let process = try SmallDisk.start(
            BuiltProducts.command, ["receive", "--root", root], mounting: root, bytes: 300_000)
        let ready = try #require(try await process.line("ready") { $0.hasPrefix("ready ") })
        let file = try road.scratch.noise("file.webm", bytes: 500_000, seed: 3)
        let run = try await road.send(
            [file], to: String(ready.dropFirst(6)), ["--retries", "1", "--chunk-size", "50k"])
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        #expect(EventRules.faults(in: try run.events()) == [])
        #expect(try run.events().named("job.failed").count == 1)
    }
}
