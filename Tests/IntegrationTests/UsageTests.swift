import Foundation
import Testing

@Suite("Wrong usage", .boundedWidth) struct UsageTests {
    @Test(
        "wrong usage ends with 64 before anything is started",
        arguments: [
            ["send", "a.webm"],
            ["send", "--to", "tus+http://127.0.0.1:9/files/"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--preset", "huge"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--slots", "0"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--uplink", "quick"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--uplink", "4bit"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--goal", "beauty"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--chunk-size", "0"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--chunk-size", "8 parsecs"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--progress", "dance"],
            ["send", "a.webm", "--to", "gopher://127.0.0.1/"],
            ["send", "a.webm", "--to", "no url"],
            ["send", "a.webm", "--to", "@/no/such/file"],
            ["send", "@/no/such/list", "--to", "tus+http://127.0.0.1:9/"],
            ["send", "a.webm", "--to", "tus+http://127.0.0.1:9/", "--retries", "-1"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--name", "{stem"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--name", "../{stem}"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--name", "{metadata.user}"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--metadata", "user"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--metadata", "a b=1"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--tag", "a=1", "--tag", "A=2"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--cache-control", "no\nstore"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/k?sig=secret"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--poster"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--extras", "/tmp/never"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--preset", "copy", "--loudness"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--preset", "none", "--denoise"],
            ["send", "a.webm", "--to", "http://127.0.0.1:9/", "--preset", "voice", "--denoise"],
            [
                "send", "a.webm", "--to", "http://127.0.0.1:9/", "--preset", "none", "--poster", "--extras",
                "/tmp/never",
            ],
            ["receive"],
            ["receive", "--root", "/tmp/never", "--port", "70000"],
            ["receive", "--root", "/tmp/never", "--token-env", "NOT_SET_ANYWHERE"],
            ["verify"],
            ["launder"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        let scratch = try Scratch()
        let run = try await Command.run(
            arguments, environment: ["XDG_STATE_HOME": scratch.path("state"), "HOME": scratch.path("home")])
        #expect(run.code == 64, "\(run)")
        #expect(run.output.isEmpty)
        #expect(!run.errorText.isEmpty)
        #expect(Folder.names(scratch.path) == [])
    }

    @Test(
        "a word that is no command is named, and the one that was meant",
        arguments: [
            ("sned", "there is no command sned; did you mean send?"),
            ("vreify", "there is no command vreify; did you mean verify?"),
            ("launder", "there is no command launder; the commands are send, batch, bench, probe"),
        ])
    func unknownCommand(word: String, message: String) async throws {
        let run = try await Command.run([word, "a.webm"])
        #expect(run.code == 64 && run.errorText.contains(message), "\(run)")
    }

    @Test("a path is no destination, and the error says how a folder is named")
    func folderPath() async throws {
        let run = try await Command.run(["send", "a.webm", "--to", "/tmp/kept"])
        #expect(run.code == 64 && run.errorText.contains("file:///"), "\(run)")
    }

    @Test("the destination may come from the environment or a file; the flag wins")
    func destination() async throws {
        let road = try await Road()
        let other = try await TestReceiver(root: road.scratch.path("other"))
        let path = try road.scratch.noise("a", bytes: 1000, seed: 1)
        let file = try road.scratch.write("to", Array("tus+\(other.url)\n".utf8))
        let common = ["send", path, "--state", road.state, "--preset", "none"]
        let variable = ["MEDIAFERRY_DESTINATION": "tus+\(road.receiver.url)"]
        #expect(try await Command.run(common, environment: variable).code == 0)
        #expect(try road.receiver.objects().count == 1)
        #expect(try await Command.run(common + ["--to", "@\(file)"], environment: variable).code == 0)
        #expect(try other.objects().count == 1)
    }

    @Test("help teaches by example, and the version is told", arguments: ["send", "receive", "verify", "probe"])
    func help(_ name: String) async throws {
        let run = try await Command.run([name, "--help"])
        #expect(run.code == 0)
        #expect(run.outputText.contains("mediaferry \(name)"))
        #expect(run.errorText.isEmpty)
    }

    @Test("without --state the state lies where XDG says, for its owner only")
    func stateDirectory() async throws {
        let road = try await Road()
        let path = try road.scratch.noise("a", bytes: 1000, seed: 1)
        let run = try await Command.run(
            ["send", path, "--to", "tus+\(road.receiver.url)", "--preset", "none"],
            environment: ["XDG_STATE_HOME": road.scratch.path("xdg")])
        #expect(run.code == 0, "\(run)")
        let state = road.scratch.path("xdg") + "/mediaferry"
        let mode = try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        for file in Folder.files(state) {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
        }
    }
}
