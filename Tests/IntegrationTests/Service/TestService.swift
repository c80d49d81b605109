import Foundation
import Testing

/// A real `mediaferry serve` that delivers into a folder; it can be killed and started again over the same state.
final class TestService: Sendable {
    /// What is known of it.
    struct Status: Sendable {
        /// Where it answers; `nil` while it does not run.
        var url: String?
        /// How often it was started.
        var starts = 0
        /// Answers that were acknowledged.
        var acknowledged = 0
        fileprivate var process: ChildProcess?
    }

    /// What it replied.
    struct Reply: Sendable, CustomStringConvertible {
        /// The HTTP status; 0 where no reply came.
        let status: Int
        let retryAfter: String
        let document: JSONValue?
        let text: String

        var description: String { "\(status) \(text)" }
    }

    let scratch: Scratch
    let status = Facts(Status())
    private let options: [String]
    private let diskBytes: Int?

    /// Starts one that changes no media and waits until it answers.
    ///
    /// - Parameter diskBytes: The size of a file system of its own for its state, where it is to have one.
    init(_ options: [String] = [], diskBytes: Int? = nil) async throws {
        scratch = try Scratch()
        self.options = options
        self.diskBytes = diskBytes
        for folder in [state, kept] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try await start()
    }

    /// Its state directory.
    var state: String { scratch.path("state") }

    /// Where it delivers.
    var kept: String { scratch.path("kept") }

    /// The process's number.
    var processID: pid_t? { status.now.process?.id }

    /// Starts it.
    func start() async throws {
        let arguments =
            ["serve", "--state", state, "--to", "file://" + kept, "--preset", "none", "--request-rate", "100000"]
            + options
        let process =
            if let diskBytes {
                try SmallDisk.start(BuiltProducts.command, arguments, mounting: state, bytes: diskBytes)
            } else {
                try Command.start(arguments)
            }
        let line = try await process.line("the service's line `ready`") { $0.hasPrefix("ready ") }
        guard let line else {
            throw NotHappened(what: "the service's line `ready`", seconds: 0, state: "\(process.facts.now)")
        }
        status.change {
            $0.url = String(line.dropFirst(6))
            $0.starts += 1
            $0.process = process
        }
    }

    /// Kills it as `kill -9` does and waits until it is gone.
    func kill() async throws {
        let process = status.now.process
        status.change { $0.url = nil }
        process?.signal(SIGKILL)
        _ = try await process?.ended("the end of the killed service")
    }

    /// Makes a request with curl.
    func request(_ method: String, _ path: String, _ arguments: [String] = []) async throws -> Reply {
        guard let url = status.now.url else { return Reply(status: 0, retryAfter: "", document: nil, text: "") }
        let run = try await Curl.run(
            ["--request", method, "--write-out", "\n%{http_code} %header{retry-after}", url + path] + arguments)
        let lines = run.outputText.split(separator: "\n", omittingEmptySubsequences: false)
        let words = (lines.last ?? "").split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let text = lines.dropLast().joined(separator: "\n")
        return Reply(
            status: run.code == 0 ? words.first.flatMap(Int.init) ?? 0 : 0, retryAfter: words.dropFirst().first ?? "",
            document: try? JSONValue.parse(text), text: text + run.errorText)
    }

    /// Posts a JSON document.
    func post(_ path: String, _ json: String = "{}") async throws -> Reply {
        try await request("POST", path, ["--header", "Content-Type: application/json", "--data-binary", json])
    }

    /// A document that must be there.
    func document(_ path: String) async throws -> JSONValue {
        let reply = try await request("GET", path)
        return try #require(reply.status == 200 ? reply.document : nil, "\(path): \(reply)")
    }

    /// Begins a session of as many questions, `q0` and so on.
    func session(_ user: String, questions: Int) async throws -> String {
        let list = (0..<questions).map { "{\"questionId\":\"q\($0)\",\"text\":\"?\"}" }.joined(separator: ",")
        let reply = try await post(
            "/v1/sessions", "{\"userId\":\"\(user)\",\"kind\":\"test\",\"questions\":[\(list)]}")
        return try #require(reply.document?["sessionId"]?.text, "\(reply)")
    }

    /// Completes sessions when all their media has ended its way; no media is left on its way.
    func complete(_ sessions: [String]) async throws {
        for session in sessions {
            let reply = try await post("/v1/sessions/\(session)/complete", "{\"wait\":true}")
            #expect(reply.status == 200, "\(reply)")
            #expect(reply.document?["pending"] == .array([]), "\(reply)")
        }
    }
}
