import FerryTesting
import Foundation
import Testing

@Suite("Bad destinations", .boundedWidth) struct BadDestinationTests {
    /// A server that does not do what it should, and what the command says about it.
    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let plan: FaultPlan
        let codes: Set<String>

        var testDescription: String { name }
    }

    static let servers: [Bad] = [
        Bad(
            name: "everything is 404", plan: FaultPlan().adding(.init(fault: .status(404))),
            codes: ["destination.notFound"]),
        Bad(name: "creating is 404", plan: FaultPlan().on("POST", .status(404)), codes: ["destination.notFound"]),
        Bad(name: "creating is 413", plan: FaultPlan().on("POST", .status(413)), codes: ["destination.tooLarge"]),
        Bad(name: "creating is 401", plan: FaultPlan().on("POST", .status(401)), codes: ["destination.unauthorized"]),
        Bad(
            name: "creating is 500", plan: FaultPlan().on("POST", .status(500)),
            codes: ["destination.serverError", "retry.exhausted"]),
        Bad(
            name: "sending is 503", plan: FaultPlan().on("PATCH", .status(503)),
            codes: ["destination.serverError", "retry.exhausted"]),
        Bad(
            name: "it does not speak HTTP", plan: FaultPlan().adding(.init(fault: .garbageReply)),
            codes: ["destination.wrongProtocol", "destination.unreachable", "retry.exhausted"]),
        Bad(
            name: "it is a web page, not tus",
            plan: FaultPlan().adding(.init(fault: .status(200, body: "<html>hello</html>"))),
            codes: ["destination.wrongProtocol"]),
        Bad(
            name: "it hangs up on every request", plan: FaultPlan().adding(.init(fault: .close(afterBodyBytes: 0))),
            codes: ["destination.unreachable", "retry.exhausted"]),
    ]

    private static func arguments(_ path: String, _ url: String, _ scratch: Scratch) -> [String] {
        [
            "send", path, "--to", "tus+\(url)", "--state", scratch.path("state"), "--preset", "none", "--progress",
            "json", "--retries", "1", "--chunk-size", "20k",
        ]
    }

    @Test(
        "a server that cannot take it is named in one line; once it can, the same command delivers one object",
        arguments: servers)
    func bad(_ bad: Bad) async throws {
        let scratch = try Scratch()
        let server = FaultServer(plan: bad.plan)
        let url = try server.start()
        defer { server.stop() }
        let path = try scratch.noise("answer.webm", bytes: 50_000, seed: 1)
        let run = try await Command.run(Self.arguments(path, url, scratch))
        #expect(run.code == 1, "\(run)")
        #expect(run.complaints.count == 1)
        #expect(EventRules.faults(in: try run.events()) == [])
        let code = try #require(try run.events().named("job.failed").first?["error.code"]?.text)
        #expect(bad.codes.contains(code), "\(run)")
        BadInputTests.expectComplaint(run, about: path, code: code)
        server.setPlan(FaultPlan())
        let second = try await Command.run(Self.arguments(path, url, scratch))
        #expect(second.code == 0, "\(second)")
        #expect(server.objects.map(\.bytes) == [Noise.bytes(50_000, seed: 1)])
        #expect(server.violations == [])
        #expect(Folder.names(scratch.path("state/spool")) == [])
        #expect(Folder.names(scratch.path("state/journal")) == [])
    }

    @Test("nobody listens: said for each file, with the state kept; when somebody does, the same command goes on")
    func absent() async throws {
        let scratch = try Scratch()
        let receiver = try await TestReceiver(root: scratch.path("kept"))
        let (url, port) = (receiver.url, receiver.port)
        try await receiver.killed()
        let path = try scratch.noise("answer.webm", bytes: 50_000, seed: 2)
        let run = try await Command.run(Self.arguments(path, url, scratch))
        #expect(run.code == 1)
        let code = try #require(try run.events().named("job.failed").first?["error.code"]?.text)
        #expect(["destination.unreachable", "retry.exhausted"].contains(code))
        BadInputTests.expectComplaint(run, about: path, code: code)
        let again = try await TestReceiver(root: scratch.path("kept"), port: port)
        let second = try await Command.run(Self.arguments(path, url, scratch))
        #expect(second.code == 0, "\(second)")
        #expect(try again.objects().map(\.sha256) == [Hash.hex(file: path)])
    }

    @Test("a host that does not exist is named at once")
    func noHost() async throws {
        let scratch = try Scratch()
        let path = try scratch.noise("answer.webm", bytes: 100, seed: 2)
        let run = try await Command.run(Self.arguments(path, "http://no-such-host.invalid/files/", scratch))
        #expect(run.code == 1)
        #expect(run.complaints.count == 1, "\(run)")
    }

    @Test("what is larger than the receiver takes is refused before a byte is sent")
    func tooLarge() async throws {
        let road = try await Road(receiverOptions: ["--max-size", "30k"])
        let proxy = try CountingProxy(to: road.receiver.port)
        let large = try road.scratch.noise("large.webm", bytes: 30_001, seed: 1)
        let small = try road.scratch.noise("small.webm", bytes: 30_000, seed: 2)
        let run = try await road.send([large, small], to: proxy.url, progress: "quiet")
        #expect(run.code == 1)
        BadInputTests.expectComplaint(run, about: large, code: "destination.tooLarge")
        #expect(try road.receiver.objects().map(\.sha256) == [Hash.hex(file: small)])
        #expect(proxy.traffic.now.bodyBytes == 30_000)
    }
}
