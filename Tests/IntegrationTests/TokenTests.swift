import Foundation
import Testing

@Suite("Bearer tokens", .boundedWidth) struct TokenTests {
    private static let secret = "s3cret-T0ken-7f3a9c"

    /// Expects that the secret stands in none of the texts and in no file of the folder.
    private func expectNoSecret(_ runs: [RunResult], _ folder: String) throws {
        for run in runs {
            #expect(!run.outputText.contains(Self.secret))
            #expect(!run.errorText.contains(Self.secret))
        }
        let needle = Data(Self.secret.utf8)
        for file in Folder.files(folder) {
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.range(of: needle) == nil, "\(file) holds the token")
        }
    }

    @Test("the right token is taken, a wrong one and none are refused, and it is written down nowhere")
    func tokens() async throws {
        let road = try await Road(token: Self.secret)
        let path = try road.scratch.noise("a", bytes: 90_000, seed: 1)
        let right = try await road.send(
            [path], ["--chunk-size", "20k", "--report", road.scratch.path("report.json")],
            environment: ["MEDIAFERRY_TOKEN": Self.secret])
        #expect(right.code == 0, "\(right)")
        let wrong = try await road.send(
            [path], ["--again", "--token-env", "OTHER"], environment: ["OTHER": Self.secret + "x"])
        let none = try await road.send([path], ["--again"])
        for run in [wrong, none] {
            #expect(run.code == 1)
            #expect(run.complaints.count == 1)
            #expect(run.complaints.first?.hasSuffix("[destination.unauthorized]") == true, "\(run)")
        }
        #expect(try road.receiver.objects().count == 1)
        road.receiver.process.signal(SIGTERM)
        let receiver = try await RunResult(road.receiver.process.ended())
        try expectNoSecret([right, wrong, none, receiver], road.scratch.path)
    }

    @Test("a token out of a file is taken, also one that --token-env names, and shows nowhere")
    func file() async throws {
        let road = try await Road(token: Self.secret)
        let path = try road.scratch.noise("a", bytes: 90_000, seed: 3)
        let folder = try Scratch()
        let file = folder.path("token")
        try Data("\(Self.secret)\n".utf8).write(to: URL(filePath: file))
        var runs: [RunResult] = []
        for (name, arguments) in [("MEDIAFERRY_TOKEN", [String]()), ("OTHER", ["--again", "--token-env", "OTHER"])] {
            runs.append(try await road.send([path], arguments, environment: ["\(name)_FILE": file]))
        }
        #expect(runs.map(\.code) == [0, 0], "\(runs)")
        try expectNoSecret(runs, road.scratch.path)
    }

    @Test("the token is not in the resuming command, and the command works with it")
    func interrupted() async throws {
        let road = try await Road(token: Self.secret)
        let path = try road.scratch.noise("a", bytes: 300_000, seed: 2)
        var environment = Command.environment
        environment["MEDIAFERRY_TOKEN"] = Self.secret
        let command = try ChildProcess(
            BuiltProducts.command, road.arguments([path], ["--chunk-size", "20k", "--limit-rate", "400k"]),
            environment: environment)
        _ = try await command.line("a chunk") { $0.contains("chunk.acknowledged") }
        command.signal(SIGINT)
        let run = try await RunResult(command.ended())
        #expect(run.code == 130)
        let shell = try ChildProcess("/bin/sh", ["-c", try #require(run.errors.last)], environment: environment)
        let second = try await RunResult(shell.ended())
        #expect(second.code == 0, "\(second)")
        try expectNoSecret([run, second], road.scratch.path)
    }

    @Test("verify asks with the token where the user names the host, and tells it to no other")
    func verify() async throws {
        let road = try await Road(token: Self.secret)
        let path = try road.scratch.noise("a", bytes: 1000, seed: 3)
        let run = try await road.send([path], progress: "quiet", environment: ["MEDIAFERRY_TOKEN": Self.secret])
        let receipt = "\(road.receipts)/\(try #require(run.fields.first)[1]).json"
        let token = ["MEDIAFERRY_TOKEN": Self.secret]
        let named = ["verify", receipt, "--to", "tus+\(road.receiver.url)"]
        #expect(try await Command.run(named, environment: token).code == 0)
        let variable = ["MEDIAFERRY_DESTINATION": "tus+\(road.receiver.url)"]
        let byVariable = try await Command.run(["verify", receipt], environment: token.merging(variable) { $1 })
        #expect(byVariable.code == 0, "\(byVariable)")
        #expect(try await Command.run(named).code == 1)
        // This machine needs no name.
        #expect(try await Command.run(["verify", receipt], environment: token).code == 0)
        try Self.change(receipt, "http://127.0.0.1", "http://stranger.invalid")
        #expect(try await Command.run(["verify", receipt], environment: token).code == 1)
    }

    private static func change(_ path: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }
}
