import Foundation

/// The `curl` command as a stranger that talks to a receiver.
enum Curl {
    static let path = BuiltProducts.program("curl")

    /// Runs curl; its standard error is `RunResult.errors`.
    static func run(_ arguments: [String]) async throws -> RunResult {
        guard let path else { throw SystemFailure("curl", ENOENT) }
        let process = try ChildProcess(
            path, ["--silent", "--show-error", "--noproxy", "*"] + arguments, environment: Command.environment)
        return try await RunResult(process.ended("the end of curl"))
    }

    /// Terminates an upload (tus 1.0).
    static func delete(_ url: String) async throws {
        let run = try await run(["--fail", "--request", "DELETE", "--header", "Tus-Resumable: 1.0.0", url])
        guard run.code == 0 else { throw NotHappened(what: "DELETE \(url)", seconds: 0, state: "\(run)") }
    }
}
