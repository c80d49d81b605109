import FerryTesting
import Foundation
import Testing

/// What slows a batch down, stops it, and has it go on for ever.
@Suite("pace of a batch", .boundedWidth) struct BatchPaceTests {
    @Test("--max-hours ends the run, and the same command goes on")
    func maxHours() async throws {
        let road = try BatchRoad(0)
        for number in 0..<4 { try road.write("f\(number).bin", Noise.bytes(300_000, seed: UInt64(number))) }
        let first = try await road.run(["--max-hours", "0.0004", "--limit-rate", "100k"])
        #expect(first.code == 1 && first.errorText.contains("--max-hours"), "\(first)")
        let second = try await road.run()
        #expect(second.code == 0, "\(second)")
        #expect(try road.objects() == road.recordings())
    }

    @Test("--spool-limit sets aside what never fits, and lets the rest go on")
    func spoolLimit() async throws {
        let road = try BatchRoad(0)
        try road.write("small.webm", Array("no media".utf8))
        try road.write("large.webm", Noise.bytes(50_000, seed: 1))
        let run = try await Command.run([
            "batch", road.folder, "--to", "file://\(road.kept)", "--state", road.scratch.path("state"), "--preset",
            "copy",
            "--spool-limit", "10k",
        ])
        #expect(run.complaints.contains { $0.contains("large.webm") && $0.contains("--spool-limit") }, "\(run)")
        #expect(run.complaints.contains { $0.contains("small.webm") && $0.contains("[media.notMedia]") }, "\(run)")
    }

    @Test("--watch takes what comes, and leaves what grows alone until it is stable")
    func watch() async throws {
        let road = try BatchRoad(3)
        let command = try Command.start(
            road.arguments(["--watch", "--watch-every", "0.2", "--stable-for", "1"]))
        func delivered(_ count: Int) async throws {
            _ = try await command.facts.wait(for: "\(count) deliveries") { state in
                state.openStreams == 0 || state.output.lines.count { $0.hasPrefix("delivered") } >= count
            }
        }
        try await delivered(3)
        try road.write("late.bin", Noise.bytes(700, seed: 77))
        try await delivered(4)
        command.signal(SIGTERM)
        let run = RunResult(try await command.ended())
        #expect(run.code == 143, "\(run)")
        #expect(run.errors.last?.contains("batch") == true)
        #expect(try road.objects() == road.recordings())
    }

    @Test("files that go and come while a batch runs are named")
    func changes() async throws {
        let road = try BatchRoad(0)
        for number in 0..<6 { try road.write("f\(number).bin", Noise.bytes(200_000, seed: UInt64(number))) }
        let command = try Command.start(road.arguments(["--limit-rate", "300k", "--slots", "1"]))
        _ = try await command.line("a delivery") { $0.hasPrefix("delivered") }
        try FileManager.default.removeItem(atPath: "\(road.folder)/f5.bin")
        let run = RunResult(try await command.ended())
        #expect(run.code == 0 || run.code == 1, "\(run)")
        let told = run.fields.filter { $0.count > 2 && $0[2].hasSuffix("f5.bin") }.map { $0[0] }
        #expect(told == ["removed"] || told == ["delivered"] || told == ["setAside"], "\(run)")
        let again = try await road.run()
        #expect(again.code == run.code, "\(again)")
    }
}
