import Foundation
import Testing

/// The real command against storages that the project did not write; where one cannot be had its rows are left out and
/// counted.
@Suite("Real storages", .serialized) struct RealServerTests {
    static let bytes = 12_000_000

    private func send(
        _ store: RealStore, _ server: RealServer.Instance, _ scratch: Scratch, _ path: String, prefix: String
    ) -> [String] {
        [
            "send", path, "--to", store.destination(server, prefix), "--state", scratch.path("state"), "--preset",
            "none", "--progress", "json", "--receipts", scratch.path("receipts"), "--chunk-size", "5MiB",
            "--name", "sub/{stem}.{ext}",
        ] + store.arguments(server)
    }

    private func receipt(_ run: RunResult) throws -> JSONValue {
        try #require(try run.events().named("job.delivered").first?["receipt"], "\(run)")
    }

    private func readBack(
        _ store: RealStore, _ server: RealServer.Instance, _ scratch: Scratch, prefix: String, object: String
    ) async throws -> String {
        let got = scratch.path("got")
        let run = try await Curl.run(["--fail", "--output", got] + store.reading(server, prefix, object))
        #expect(run.code == 0, "\(run)")
        return try Hash.hex(file: got)
    }

    @Test("whole, checked, read back by a stranger, reused, verified", arguments: RealStore.all)
    func delivery(store: RealStore) async throws {
        guard store.isHere else { return }
        let server = try await store.server.instance()
        try await store.preparing(server)
        let scratch = try Scratch()
        let path = try scratch.noise("answer.webm", bytes: Self.bytes, seed: 21)
        let command = send(store, server, scratch, path, prefix: "whole")
        let first = try await Command.run(command, environment: store.environment(server))
        #expect(first.code == 0, "\(first)")
        let found = try await readBack(store, server, scratch, prefix: "whole", object: "sub/answer.webm")
        #expect(found == (try Hash.hex(file: path)))
        let delivered = try receipt(first)
        #expect(delivered["transfer.bytesResent"]?.integer == 0)
        let again = try await Command.run(command, environment: store.environment(server))
        #expect(again.code == 0, "\(again)")
        #expect(try receipt(again)["reused"]?.isTrue == true)
        let id = try #require(delivered["jobId"]?.text)
        let verified = try await Command.run(
            [
                "verify", scratch.path("receipts/\(id).json"), "--content", "--json", "--to",
                store.destination(server, "whole"),
            ]
                + certificates(store, server),
            environment: store.environment(server))
        #expect(verified.code == 0, "\(verified)")
        #expect(verified.outputText.contains("\"content\""), "\(verified)")
    }

    @Test("killed in the middle, it goes on and makes one object", arguments: RealStore.all)
    func killed(store: RealStore) async throws {
        guard store.isHere else { return }
        let server = try await store.server.instance()
        try await store.preparing(server)
        let scratch = try Scratch()
        let path = try scratch.noise("answer.webm", bytes: Self.bytes, seed: 22)
        let command = send(store, server, scratch, path, prefix: "killed")
        let child = try Command.start(command + ["--limit-rate", "6M"], environment: store.environment(server))
        _ = try await child.line("bytes on their way") { line in
            guard let event = try? JSONValue.parse(line), event["event"]?.text == "upload.progress" else {
                return false
            }
            return (event["sentBytes"]?.integer ?? 0) > 7_000_000
        }
        child.signal(SIGKILL)
        _ = try await child.ended()
        let second = try await Command.run(command, environment: store.environment(server))
        #expect(second.code == 0, "\(second)")
        let found = try await readBack(store, server, scratch, prefix: "killed", object: "sub/answer.webm")
        #expect(found == (try Hash.hex(file: path)))
    }

    @Test("another source of the same name is refused, and the object stays", arguments: RealStore.all)
    func collision(store: RealStore) async throws {
        guard store.isHere else { return }
        let server = try await store.server.instance()
        try await store.preparing(server)
        let scratch = try Scratch()
        let path = try scratch.noise("a/answer.webm", bytes: 100_000, seed: 23)
        let other = try scratch.noise("b/answer.webm", bytes: 100_001, seed: 24)
        let environment = store.environment(server)
        let first = try await Command.run(
            send(store, server, scratch, path, prefix: "names"), environment: environment)
        #expect(first.code == 0, "\(first)")
        let second = try await Command.run(
            send(store, server, scratch, other, prefix: "names"), environment: environment)
        #expect(second.code == 1, "\(second)")
        #expect(second.errorText.contains("[destination.conflict]"), "\(second)")
        let found = try await readBack(store, server, scratch, prefix: "names", object: "sub/answer.webm")
        #expect(found == (try Hash.hex(file: path)))
    }

    @Test("a wrong secret is one clear error, and nothing is sent twice", .enabled(if: RealServer.radosgw.isHere))
    func wrongSecret() async throws {
        let store = RealStore.radosgw
        let server = try await store.server.instance()
        try await store.preparing(server)
        let scratch = try Scratch()
        let path = try scratch.noise("answer.webm", bytes: 100_000, seed: 25)
        var environment = store.environment(server)
        environment["AWS_SECRET_ACCESS_KEY"] = "not-the-secret"
        let run = try await Command.run(
            send(store, server, scratch, path, prefix: "secret"), environment: environment)
        #expect(run.code == 1, "\(run)")
        #expect(run.errorText.contains("[destination.unauthorized]"), "\(run)")
        #expect(!run.errorText.contains("not-the-secret") && !run.outputText.contains("not-the-secret"))
    }

    private func certificates(_ store: RealStore, _ server: RealServer.Instance) -> [String] {
        store.arguments(server).contains("--ca-file") ? store.arguments(server) : []
    }
}
