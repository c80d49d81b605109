import Foundation
import Testing

/// Requests made up from the service's own description (schemathesis).
@Suite("Requests made up from the description", .boundedWidth, .enabled(if: PythonTools.has("schemathesis")))
struct SchemathesisTests {
    /// Printed by schemathesis when something fails.
    private static let seed = "20261121"

    @Test("no reply is a fault of the service, and none breaks the description")
    func replies() async throws {
        let service = try await ServedService()
        let made = try await Command.run([
            "token", "create", "--scopes", "read,sessions,media,control,admin", "--state",
            service.scratch.path("state"),
        ])
        let token = try #require(made.output.first)
        let folder = URL(filePath: try #require(PythonTools.interpreter)).deletingLastPathComponent()
        var environment = Command.environment
        environment["TERM"] = "dumb"
        let process = try ChildProcess(
            "/bin/sh",
            [
                // It leaves notes in its working directory.
                "-c", #"cd "$0" && exec "$@""#, service.scratch.path, folder.appending(path: "schemathesis").path,
                "run", "\(service.url)/openapi.json", "--phases", "examples,coverage,fuzzing,stateful",
                "--max-examples", "3",
                "--seed", Self.seed, "--header", "Authorization: Bearer \(token)", "--request-timeout", "20",
                "--no-color",
                "--generation-database", "none", "--max-time", "60",
                // A stream of events has no end; what a description cannot say, such as what is media, may be refused.
                "--exclude-path", "/v1/events", "--exclude-checks", "positive_data_acceptance",
            ], environment: environment)
        let run = try await RunResult(process.ended("the end of schemathesis"))
        #expect(run.code == 0, "\(run.outputText.suffix(6000))\n\(run.errorText.suffix(1000))")
        let health = try await Curl.run([service.url + "/healthz"])
        #expect(health.output == ["ok"])
    }
}
