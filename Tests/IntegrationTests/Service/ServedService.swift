import Foundation
import Testing

/// A real `mediaferry serve` on a free loopback port, with a state directory of its own.
final class ServedService: Sendable {
    let scratch: Scratch
    let process: ChildProcess
    let url: String

    /// Starts the service and waits until it takes connections.
    ///
    /// - Parameters:
    ///   - scratch: Where `state` is; a folder of its own unless one is given.
    ///   - preset: What is made of media.
    init(
        in scratch: Scratch? = nil, preset: String = "none", _ arguments: [String] = []
    ) async throws {
        let scratch = try scratch ?? Scratch()
        self.scratch = scratch
        process = try Command.start(
            ["serve", "--state", scratch.path("state"), "--preset", preset, "--request-rate", "100000"] + arguments)
        guard let line = try await process.line("the service to be ready", where: { $0.hasPrefix("ready ") }) else {
            throw NotHappened(what: "the service to be ready", seconds: 0, state: "\(process.facts.now)")
        }
        url = String(line.dropFirst("ready ".count))
    }

    /// Sends a request with curl.
    func curl(_ path: String, _ arguments: [String] = []) async throws -> JSONValue {
        let run = try await Curl.run(arguments + [url + path])
        guard run.code == 0 else { throw NotHappened(what: "a reply of \(path)", seconds: 0, state: "\(run)") }
        return try JSONValue.parse(run.outputText)
    }

    /// Sends a JSON document with curl.
    func post(_ path: String, _ json: String, _ arguments: [String] = []) async throws -> JSONValue {
        try await curl(path, ["--header", "Content-Type: application/json", "--data", json] + arguments)
    }

    /// Stops it as an operator does.
    func stop() async throws -> RunResult {
        process.signal(SIGTERM)
        return try await RunResult(process.ended())
    }
}
