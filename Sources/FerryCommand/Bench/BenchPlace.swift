import ArgumentParser
import FerryLinkShaper
import FerryReceiver
import FoundationEssentials
import Glibc
import MediaFerry
import Synchronization

/// What stands around a bench while it runs: a directory, the embedded receiver, the shaped link.
final class BenchPlace: Sendable {
    /// An empty directory, removed at the end.
    let directory: String
    private let receiver = Mutex<Task<Void, any Error>?>(nil)
    private let link = Mutex<LinkShaper?>(nil)

    init() throws(FerryError) {
        let pattern = FileManager.default.temporaryDirectory.path + "/mediaferry-bench-XXXXXX"
        var name = Array(pattern.utf8CString)
        guard mkdtemp(&name) != nil else {
            throw FerryError(
                .storeUnavailable, "no temporary directory can be made: \(String(cString: strerror(errno)))",
                input: pattern)
        }
        directory = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Starts a receiver of this process.
    ///
    /// - Returns: Its host and port.
    func receive() async throws(FerryError) -> String {
        let (ready, ports) = AsyncStream.makeStream(of: Int.self)
        var configuration = ReceiverConfiguration(root: directory + "/received")
        configuration.maxConnections = 512
        let server = Receiver(configuration: configuration)
        let task = Task {
            defer { ports.finish() }
            try await server.run { _, port in ports.yield(port) }
        }
        receiver.withLock { $0 = task }
        for await port in ready { return "127.0.0.1:\(port)" }
        throw FerryError(.storeUnavailable, "the embedded receiver cannot start", input: directory)
    }

    /// Puts a link before a host.
    ///
    /// - Returns: What connections are told.
    func shape(
        _ shape: LinkShape, before host: (name: String, port: Int, authority: String), seed: UInt64
    ) async throws(FerryError) -> String {
        let link = try await LinkShaper.start(shape, to: host.name, port: host.port, seed: seed)
        self.link.withLock { $0 = link }
        return "\(host.authority):127.0.0.1:\(link.port)"
    }

    /// Takes all away.
    func clear() async {
        await link.withLock { $0 }?.shutdown()
        let task = receiver.withLock { $0 }
        task?.cancel()
        try? await task?.value
        try? FileManager.default.removeItem(atPath: directory)
    }
}
