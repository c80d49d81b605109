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
        bytes = Noise.bytes(dialect.objectBytes, seed: seed)
        source = try scratch.write("answer.webm", bytes)
    }

    deinit { server.stop() }

    /// Starts the command; it is the same one each time.
    func start() throws -> ChildProcess {
        try Command.start(
            [
                "send", source, "--to", dialect.destination(root), "--state", scratch.path("state"), "--preset", "none",
                "--progress", "json", "--chunk-size", "\(dialect.chunkBytes)",
            ] + dialect.options, environment: dialect.environment(root))
    }

    /// Runs the command until the fact, and kills it; a command that ends before has ended.
    func killed(upon fact: KillSpot.Fact) async throws -> RunResult {
        let command = try start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await command.facts.wait(for: "an event or the end") { state in
                    if state.openStreams == 0 { return true }
                    if case .events(let count) = fact { return state.output.lines.count >= count }
                    return false
                }
            }
            if let isReached = counter(fact) {
                group.addTask { [server] in try await server.waitForRequest(where: isReached) }
            }
            _ = try await group.next()
            command.signal(SIGKILL)
            group.cancelAll()
        }
        return try await RunResult(command.ended("the end of the killed command"))
    }

    /// Says of each thing the server sees whether the fact is reached by it.
    private func counter(_ fact: KillSpot.Fact) -> (@Sendable (RecordedRequest) -> Bool)? {
        let bytes = Mutex<[Int: Int64]>([:])
        let isData = dialect.isData
        switch fact {
        case .events: return nil
        case .begun(let count): return { $0.number >= count }
        case .ended(let count): return { $0.number >= count && $0.ended != nil }
        case .bytes(let count):
            return { request in
                guard isData(request) else { return false }
                return bytes.withLock { bytes in
                    bytes[request.number] = request.bodyBytes
                    return bytes.values.reduce(0, +) >= Int64(count)
                }
            }
        }
    }

    /// Bytes of the object that the storage was sent, from a request on.
    func sentBytes(from first: Int = 0) -> Int64 {
        server.requests.dropFirst(first).filter(dialect.isData).reduce(0) { $0 + $1.bodyBytes }
    }

    /// How many requests went out before the first one with bytes of the object, from a request on; all where none has.
    func requestsBeforeBytes(from first: Int) -> Int {
        let requests = server.requests.dropFirst(first)
        let place = requests.firstIndex { dialect.isData($0) && ($0.declaredBodyBytes ?? 0) > 0 }
        return place.map { $0 - first } ?? requests.count
    }
}
