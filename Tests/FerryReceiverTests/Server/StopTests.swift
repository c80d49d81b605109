import FerryTesting
import Logging
import ServiceLifecycle
import Testing

@testable import FerryReceiver

@Suite struct StopTests {
    /// Far below the minute after which a silent client is given up, far above what a busy machine needs.
    private static let limit = Duration.seconds(20)

    @Test("a stop is not held up by clients that have stalled, and keeps what arrived", arguments: [true, false])
    func stalled(isGraceful: Bool) async throws {
        let folder = try ScratchFolder()
        let receiver = Receiver(configuration: ReceiverConfiguration(root: folder.path))
        let (ready, signal) = AsyncStream<Int>.makeStream()
        let group = ServiceGroup(
            services: [Announcing(receiver: receiver, signal: signal)],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await group.run() }
        let port = try #require(await ready.first { _ in true })
        let server = TestReceiver(port: port, folder: folder, time: ManualTime())
        let location = try await server.create(length: 1000)
        let writer = try await server.beginPatch(location, at: 0, announces: 1000)
        try await writer.send([1, 2, 3])
        let idle = try await server.connect()
        let head = try await server.connect()
        try await head.send("PUT /put/a HTTP/1.1\r\nHost:")
        let began = ContinuousClock.now
        if isGraceful { await group.triggerGracefulShutdown() } else { run.cancel() }
        _ = try? await run.value
        #expect(ContinuousClock.now - began < Self.limit)
        #expect(folder.content(String(location.dropFirst(7))) == [1, 2, 3])
        for connection in [writer, idle, head] { connection.close() }
    }

    private struct Announcing: Service {
        let receiver: Receiver
        let signal: AsyncStream<Int>.Continuation

        func run() async throws {
            defer { signal.finish() }
            try await receiver.run { _, port in signal.yield(port) }
        }
    }

    @Test("an address that cannot be listened on is named")
    func cannotListen() async throws {
        try await TestReceiver.run { server async throws in
            let folder = try ScratchFolder()
            let second = Receiver(configuration: ReceiverConfiguration(root: folder.path, port: server.port))
            let error = await #expect(throws: (any Error).self) { try await second.run() }
            #expect(error.map { "\($0)" }?.contains("port \(server.port)") == true)
        }
    }
}
