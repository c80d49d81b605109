import FerryTesting
import Foundation
import Testing

/// The real command over real folders.
@Suite("batch", .boundedWidth) struct BatchTests {
    @Test("a tree is carried once, under its own paths; the same command again does nothing; what changed is carried")
    func tree() async throws {
        let road = try BatchRoad(25)
        let first = try await road.run()
        #expect(first.code == 0, "\(first)")
        #expect(first.outcomes == ["delivered": 25], "\(first)")
        #expect(try road.objects() == road.recordings())
        let second = try await road.run()
        #expect(second.code == 0 && second.output.isEmpty, "\(second)")
        #expect(second.errorText.contains("25 delivered"), "\(second)")
        try road.write("day9/new.bin", Noise.bytes(100, seed: 99))
        try road.write(BatchRoad.name(3), Noise.bytes(100, seed: 98))
        try FileManager.default.removeItem(atPath: "\(road.folder)/\(BatchRoad.name(4))")
        let third = try await road.run(["--overwrite"])
        #expect(third.code == 0 && third.outcomes == ["delivered": 2], "\(third)")
        #expect(try road.objects().merging(road.recordings()) { $1 } == road.objects())
    }

    @Test("bytes that are there already are not sent again, whatever they are called and when they were touched")
    func sameBytes() async throws {
        let road = try BatchRoad(2)
        #expect(try await road.run().code == 0)
        let bytes = try #require(try road.recordings()[BatchRoad.name(0)])
        try road.write("copy.bin", Array(bytes))
        try road.write(BatchRoad.name(0), Array(bytes))
        let again = try await road.run()
        #expect(again.code == 0 && again.outcomes == ["reused": 2], "\(again)")
        #expect(try road.objects().count == 2)
    }

    @Test("what cannot be used is named, set aside or refused, and the rest goes on; --retry tries it again")
    func asides() async throws {
        let road = try BatchRoad(3)
        try road.write("day0/empty.bin", [])
        let first = try await road.run()
        #expect(first.code == 1 && first.outcomes == ["delivered": 3, "refused": 1], "\(first)")
        #expect(first.complaints.contains { $0.contains("empty.bin") && $0.contains("[source.empty]") }, "\(first)")
        let second = try await road.run()
        #expect(second.code == 1 && second.output.isEmpty && second.errorText.contains("1 refused"), "\(second)")
        let third = try await road.run(["--retry"])
        #expect(third.outcomes == ["refused": 1], "\(third)")
    }

    @Test("only what is meant is carried")
    func selection() async throws {
        let road = try BatchRoad(12)
        try road.write("big.webm", Noise.bytes(5000, seed: 7))
        try road.write("day0/old.webm", Noise.bytes(50, seed: 8))
        let long = Date(timeIntervalSinceNow: -5000)
        try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: "\(road.folder)/day0/old.webm")
        let cases: [([String], Int)] = [
            (["--include", "*.webm"], 2), (["--include", "day0/*"], 11),
            (["--exclude", "**/rec*", "--min-size", "4k"], 1),
            (["--max-size", "100"], 1), (["--min-age", "4000"], 1), (["--max-age", "4000", "--include", "*.webm"], 1),
        ]
        for (flags, count) in cases {
            let run = try await Command.run(
                road.arguments(flags + ["--state", road.scratch.path("state\(flags.joined().hashValue)")]))
            #expect(run.errorText.contains("files       \(count):"), "\(flags): \(run)")
        }
        for flags in [
            ["--include", "[a"], ["--encoders", "0"], ["--nice", "20"], ["--max-hours", "0"], ["--tolerance", "100"],
        ] {
            #expect(try await road.run(flags).code == 64, "\(flags)")
        }
    }

    @Test("NDJSON is the contract's, with a start, an end, and every file once")
    func events() async throws {
        let road = try BatchRoad(5)
        let run = try await road.run(["--progress", "json"])
        let events = try run.events()
        #expect(run.code == 0)
        #expect(events.first?["event"]?.text == "run.started" && events.last?["event"]?.text == "run.finished")
        #expect(events.named("job.delivered").count == 5)
        #expect(events.last?["files"]?["delivered"]?.integer == 5)
        #expect(EventRules.faults(in: events) == [])
    }
}
