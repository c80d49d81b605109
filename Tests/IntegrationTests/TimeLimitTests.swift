import FerryTesting
import Foundation
import Testing

@Suite("Time limits below a second", .boundedWidth) struct TimeLimitTests {
    /// A limit, the fault that passes it, and what is said then.
    static let limits: [(options: [String], plan: FaultPlan, cause: String)] = [
        (["--first-byte-timeout", "0.25"], FaultPlan().on("POST", .silence), "firstByte"),
        (
            ["--stall-rate", "1M", "--stall-time", "0.25"],
            FaultPlan().on("PATCH", .stall(afterBodyBytes: 0)), "stall"
        ),
    ]

    @Test("a limit of a quarter of a second holds, and ends in an error that names it", arguments: limits.indices)
    func limit(index: Int) async throws {
        let (options, plan, cause) = Self.limits[index]
        let scratch = try Scratch()
        let path = try scratch.noise("answer.bin", bytes: 9_000_000, seed: 3)
        let server = FaultServer(plan: plan)
        let url = try server.start()
        defer { server.stop() }
        let run = try await Command.run(
            [
                "send", path, "--to", "tus+\(url)", "--state", scratch.path("state"), "--preset", "none", "--progress",
                "json", "--retries", "1", "--chunk-size", "8M",
            ] + options)
        #expect(run.code == 1, "\(run)")
        let retry = try #require(try run.events().named("upload.retry").first)
        #expect(retry["cause"]?.text == cause)
        let failed = try #require(try run.events().named("job.failed").first)
        #expect(failed["error.code"]?.text == "upload.stalled")
    }

    @Test("a connection that is not made in a quarter of a second is given up")
    func connection() async throws {
        let scratch = try Scratch()
        let path = try scratch.noise("answer.bin", bytes: 1000, seed: 3)
        // What is listened on speaks no TLS and never answers.
        let server = FaultServer(plan: FaultPlan().adding(.init(fault: .silence)))
        let url = try server.start()
        defer { server.stop() }
        let run = try await Command.run([
            "send", path, "--to", "tus+\(url.replacing("http://", with: "https://"))", "--state",
            scratch.path("state"), "--preset", "none", "--progress", "json", "--retries", "0", "--connect-timeout",
            "0.25",
        ])
        #expect(run.code == 1, "\(run)")
        let failed = try #require(try run.events().named("job.failed").first)
        #expect(failed["error.code"]?.text == "destination.unreachable")
    }
}
