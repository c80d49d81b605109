import FerryCore
import FerryUploadProtocols
import Foundation
import Testing

@testable import FerryPipeline

@Suite struct AWSStandardSourceTests {
    private static let now = Timestamp(microseconds: 1_777_636_800_000_000)

    private static func variables(_ scratch: ScratchDirectory) -> [String: String] {
        [
            "AWS_CONFIG_FILE": scratch.path("config"), "AWS_SHARED_CREDENTIALS_FILE": scratch.path("credentials"),
            "PATH": "/usr/bin:/bin",
        ]
    }

    @Test("keys in a file are read anew each time") func file() async throws {
        let scratch = try ScratchDirectory()
        let source = AWSStandardSource(variables: Self.variables(scratch))
        for id in ["ONE", "TWO"] {
            _ = try scratch.file(
                "credentials", Array("[default]\naws_access_key_id = \(id)\naws_secret_access_key = s\n".utf8))
            #expect(
                try await source.credentials(now: Self.now) == AWSCredentials(accessKeyID: id, secretAccessKey: "s"))
        }
    }

    @Test("region and endpoint come from the config file") func settings() async throws {
        let scratch = try ScratchDirectory()
        _ = try scratch.file(
            "config", Array("[default]\nregion = eu-north-1\nendpoint_url = http://127.0.0.1:9000\n".utf8))
        let environment = try await AWSStandardSource(variables: Self.variables(scratch)).environment()
        #expect(environment.region == "eu-north-1")
        #expect(environment.s3Endpoint == "http://127.0.0.1:9000")
    }

    @Test("a program's credentials are taken, with its words as they stand and the environment as it is") func process()
        async throws
    {
        let scratch = try ScratchDirectory()
        let tool = try Self.program(
            scratch,
            """
            printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","SessionToken":"t","Expiration":"2026-05-01T13:00:00+00:00"}' "$1" "$FERRY_TEST"
            """)
        _ = try scratch.file("config", Array("[default]\ncredential_process = \(tool) \"A B\"\n".utf8))
        var variables = Self.variables(scratch)
        variables["FERRY_TEST"] = "$HOME"
        let credentials = try await AWSStandardSource(variables: variables).credentials(now: Self.now)
        let expected = AWSCredentials(
            accessKeyID: "A B", secretAccessKey: "$HOME", sessionToken: "t",
            expiresAt: Timestamp("2026-05-01T13:00:00Z"))
        #expect(credentials == expected)
    }

    @Test(
        "a program that fails is an error without what it printed",
        arguments: [
            "exit 3", "echo sesame; exit 0", "echo sesame >&2; kill -9 $$", "exec head -c 1000000 /dev/zero", "true",
        ])
    func failingProcess(_ script: String) async throws {
        let scratch = try ScratchDirectory()
        let tool = try Self.program(scratch, script)
        _ = try scratch.file("config", Array("[default]\ncredential_process = \(tool) sesame\n".utf8))
        let source = AWSStandardSource(variables: Self.variables(scratch))
        let error = await #expect(throws: FerryError.self) { try await source.credentials(now: Self.now) }
        #expect(error?.code == .destinationUnauthorized)
        #expect(error.map { !"\($0)".contains("sesame") } == true)
    }

    @Test(
        "a program that hangs is ended, with what it started, also when it has closed its output",
        .timeLimit(.minutes(1)),
        arguments: ["sleep 600 & echo $! >$0.pid; wait", "sleep 600 & echo $! >$0.pid; exec >&-; wait"])
    func hangingProcess(_ script: String) async throws {
        let scratch = try ScratchDirectory()
        let tool = try Self.program(scratch, script)
        let lane = BlockingLane(label: "test", width: 1)
        let command = CommandOutput(
            words: tool.split(separator: " ").map(String.init), variables: ["PATH": "/usr/bin:/bin"], seconds: 0.5)
        let error = await #expect(throws: FerryError.self) {
            try await lane.run { () throws(FerryError) in try command.run() }
        }
        #expect(error?.message.contains("longer than") == true)
        let started = try String(contentsOfFile: scratch.path("tool.pid"), encoding: .utf8)
        // A process that ended has no command line any more, also before somebody fetches its status.
        let words = "/proc/\(started.filter(\.isNumber))/cmdline"
        while let data = FileManager.default.contents(atPath: words), !data.isEmpty { await Task.yield() }
    }

    @Test("a program that is not there is an error") func missingProgram() async throws {
        let scratch = try ScratchDirectory()
        _ = try scratch.file("config", Array("[default]\ncredential_process = \(scratch.path("gone"))\n".utf8))
        let source = AWSStandardSource(variables: Self.variables(scratch))
        await #expect(throws: FerryError.self) { try await source.credentials(now: Self.now) }
    }

    @Test("a file that cannot be read is named") func unreadable() async throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.path("credentials"), withIntermediateDirectories: false)
        let source = AWSStandardSource(variables: Self.variables(scratch))
        let error = await #expect(throws: FerryError.self) { try await source.credentials(now: Self.now) }
        #expect(error?.message.contains(scratch.path("credentials")) == true)
        _ = try scratch.file("config", [UInt8](repeating: 0x41, count: CredentialFile.limit + 1))
        let large = AWSStandardSource(variables: ["AWS_CONFIG_FILE": scratch.path("config")])
        await #expect(throws: FerryError.self) { try await large.credentials(now: Self.now) }
    }

    @Test("nothing of the variables shows") func isNeverSeen() {
        let source = AWSStandardSource(variables: ["AWS_SECRET_ACCESS_KEY": "sesame"])
        var text = "\(source)"
        dump(source, to: &text)
        #expect(!text.contains("sesame"))
    }

    /// The command that runs a script; by the shell, because a file just written may be busy while others spawn.
    private static func program(_ scratch: ScratchDirectory, _ script: String) throws -> String {
        "/bin/sh \(try scratch.file("tool", Array("\(script)\n".utf8)))"
    }
}
