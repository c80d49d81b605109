import FerryTesting
import Foundation
import Synchronization

/// A storage in this process, a state directory and a source: what one killed command needs.
final class KillRoad: Sendable {
    let dialect: KillDialect
    let server: FaultServer
    let root: String
    let scratch: Scratch
    let source: String
    let bytes: [UInt8]

    init(_ dialect: KillDialect, seed: UInt64) throws {
        self.dialect = dialect
        server = FaultServer(dialect.storage())
        root = try server.start()
        scratch = try Scratch()
        bytes = Self.object(dialect.objectBytes, seed: seed)
        source = try scratch.write("answer.webm", bytes)
    }

    deinit { server.stop() }

    private static let noise = Mutex<[Int: [UInt8]]>([:])

    /// Noise that differs from seed to seed in its first bytes, and is made once for each length.
    private static func object(_ count: Int, seed: UInt64) -> [UInt8] {
        var bytes = noise.withLock { noise in
            if let known = noise[count] { return known }
            let made = Noise.bytes(count, seed: UInt64(count))
            noise[count] = made
            return made
        }
        withUnsafeBytes(of: seed.bigEndian) { bytes.replaceSubrange(0..<8, with: $0) }
        return bytes
    }

    /// Starts the command; it is the same one each time.
    func start() throws -> ChildProcess {
        try Command.start(
            [
                "send", source, "--to", dialect.destination(root), "--state", scratch.path("state"), "--preset", "none",
                "--progress", "json", "--chunk-size", "\(dialect.chunkBytes)",
            ] + dialect.options, environment: dialect.environment(root))
    }

    /// Runs the command to its end.
    func run() async throws -> RunResult { try await RunResult(start().ended()) }

    /// Runs the command until the fact, and kills it; one that ends before has ended. All it sent has come when this
    /// returns.
    func killed(upon fact: KillSpot.Fact) async throws -> RunResult {
        let hold = KillHold(fact, dialect)
        server.setPlan(hold.plan)
        let command = try start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await command.facts.wait(for: "an event or the end") {
                    $0.openStreams == 0 || fact.isReached($0.output.lines)
                }
            }
            if fact.isOfServer {
                group.addTask { [server] in try await server.waitForRequest(where: hold.isReached) }
            }
            _ = try await group.next()
            command.signal(SIGKILL)
            group.cancelAll()
        }
        let result = try await RunResult(command.ended("the end of the killed command"))
        server.setPlan(FaultPlan())
        try await settle()
        return result
    }

    /// The path of the question that follows a kill.
    private static let mark = "/after-the-kill"

    /// Waits until the server has read all that the dead command sent: connections are taken in their order, a question
    /// is answered when those that were hung up before are read to their ends, and what was under way has ended. A
    /// connection that was held is read on: while its bytes do not fit into the system's buffers, their end cannot come.
    private func settle() async throws {
        server.release()
        let origin = root.split(separator: "/").prefix(2).joined(separator: "//")
        let answer = try await Curl.run(["--output", "/dev/null", origin + Self.mark])
        guard answer.code == 0 else { throw NotHappened(what: "an answer", seconds: 0, state: "\(answer)") }
        for open in server.requests where open.ended == nil {
            try await server.waitForRequest { $0.number == open.number && $0.ended != nil }
        }
    }

    /// What came before the kill, and after it.
    var halves: (before: [RecordedRequest], after: [RecordedRequest]) {
        let halves = server.requests.split(maxSplits: 1, omittingEmptySubsequences: false) { $0.path == Self.mark }
        return (Array(halves.first ?? []), Array(halves.dropFirst().first ?? []))
    }
}
