import Foundation
import Testing

@Suite("Options from variables and a file", .boundedWidth) struct ConfigurationTests {
    /// The chunk sizes of a delivery tell which setting held.
    private static func chunks(
        _ road: Road, _ seed: UInt64, options: [String], environment: [String: String]
    ) async throws -> [Int] {
        let path = try road.scratch.noise("a-\(seed).webm", bytes: 200_000, seed: seed)
        let run = try await Command.run(
            road.arguments([path], options).filter { $0 != "--preset" && $0 != "none" } + ["--preset", "none"],
            environment: environment)
        #expect(run.code == 0, "\(run)")
        return try run.events().named("chunk.started").compactMap { $0["length"]?.integer }
    }

    @Test("words decide before variables, variables before the file, and a command's object before the top")
    func order() async throws {
        let road = try await Road()
        let file = road.scratch.path("config.json")
        try Data(#"{"chunk-size": 20000, "send": {"chunk-size": "40k", "slots": 1}}"#.utf8).write(
            to: URL(filePath: file))
        let other = road.scratch.path("top.json")
        try Data(#"{"chunk-size": 20000, "jobs": {"list": {"limit": 3}}}"#.utf8).write(to: URL(filePath: other))
        let variable = ["MEDIAFERRY_CHUNK_SIZE": "50k"]
        #expect(try await Self.chunks(road, 1, options: ["--config", other], environment: [:]).first == 20_000)
        #expect(try await Self.chunks(road, 2, options: ["--config=\(file)"], environment: [:]).first == 40_000)
        #expect(try await Self.chunks(road, 3, options: ["--config", file], environment: variable).first == 50_000)
        #expect(
            try await Self.chunks(
                road, 4, options: ["--config", file, "--chunk-size", "25k"], environment: variable
            ).first == 25_000)
        #expect(
            try await Self.chunks(road, 5, options: [], environment: ["MEDIAFERRY_CONFIG": file]).first == 40_000)
    }

    @Test("the file in the usual place counts")
    func usualPlace() async throws {
        let road = try await Road()
        try road.scratch.write("config/mediaferry/config.json", Array(#"{"chunk-size": "30k"}"#.utf8))
        let home = ["XDG_CONFIG_HOME": road.scratch.path("config")]
        #expect(try await Self.chunks(road, 1, options: [], environment: home).first == 30_000)
    }

    @Test(
        "what cannot be meant is wrong usage, named, and nothing is sent",
        arguments: [
            (#"{"chunk-sise": 1}"#, "chunk-sise"), (#"{"send": {"root": "x"}}"#, "send.root"), ("[1]", "JSON"),
            ("{", "JSON"), (#"{"jobs": {"list": {"preset": "x"}}}"#, "jobs.list.preset"),
            (#"{"again": true}"#, "again"),
        ])
    func wrong(text: String, named: String) async throws {
        let road = try await Road()
        let file = try road.scratch.write("config.json", Array(text.utf8))
        let path = try road.scratch.noise("a.webm", bytes: 1000, seed: 1)
        let run = try await road.send([path], ["--config", file])
        #expect(run.code == 64, "\(run)")
        #expect(run.complaints.contains { $0.contains(named) && $0.contains(file) }, "\(run)")
        #expect(try road.receiver.objects().isEmpty)
    }

    @Test("a flag is set by 1 and left by 0; anything else is wrong usage")
    func flags() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a.webm", bytes: 1000, seed: 1)
        let arguments = road.arguments([path], progress: "quiet")
        let on = try await Command.run(arguments, environment: ["MEDIAFERRY_JSON": "1"])
        #expect(on.outputText.contains("mediaferry.report/1"), "\(on)")
        let off = try await Command.run(arguments, environment: ["MEDIAFERRY_JSON": "0"])
        #expect(off.code == 0 && !off.outputText.contains("mediaferry.report/1"), "\(off)")
        let wrong = try await Command.run(arguments, environment: ["MEDIAFERRY_JSON": "maybe"])
        #expect(wrong.code == 64 && wrong.errorText.contains("MEDIAFERRY_JSON"), "\(wrong)")
        let word = try await Command.run(arguments + ["--slots", "2"], environment: ["MEDIAFERRY_SLOTS": "none"])
        #expect(word.code == 0, "\(word)")
    }

    @Test(
        "the documentation's table has every option of every command",
        .enabled(if: BuiltProducts.program("python3") != nil))
    func table() async throws {
        let run = try await RunResult(
            ChildProcess(
                "/usr/bin/env",
                ["python3", "\(BuiltProducts.package)/Scripts/option-table", "--check", BuiltProducts.command],
                environment: Command.environment
            ).ended("the end of the table's check"))
        #expect(run.code == 0, "\(run)")
    }
}
