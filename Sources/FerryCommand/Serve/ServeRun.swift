import FerryReceiver
import FerryServer
import FerrySessions
import Logging
import MediaFerry
import ServiceLifecycle
import UnixSignals

/// A service from its wiring to its end: it answers, works, and on SIGTERM or SIGINT stops both, the answers first.
struct ServeRun {
    let service: ServiceConfiguration
    let server: ServerConfiguration
    /// The file of switches; `nil` for none.
    let flagFile: String?
    let logLevel: Logger.Level

    func run() async throws {
        var logger = Logger(label: "mediaferry.serve", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = logLevel
        let shelf = UploadShelf()
        var service = service
        service.uploads = shelf
        let ferry = try await FerryService(service)
        let uploads = try await openUploads()
        shelf.open(uploads)
        let server = HandOffServer(
            service: ferry.service, tokens: ferry.tokens, uploads: uploads, configuration: server, logger: logger)
        let scheme = self.server.tls == nil ? "http" : "https"
        // Services end in the opposite order: nobody is answered by a service that works no more.
        let group = ServiceGroup(
            configuration: .init(
                services: try await switches(of: ferry.service, logger) + [
                    Working(ferry: ferry), Answering(server: server, scheme: scheme),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await group.run()) } catch { outcome = .failure(error) }
        await ferry.shutdown()
        await uploads.stop()
        try outcome.get()
    }

    /// What watches the file of switches.
    private func switches(of service: HandOffService, _ logger: Logger) async throws -> [any Service] {
        guard let flagFile else { return [] }
        return [
            try await FlagFile(path: flagFile, logger: logger) { service.configure($0, from: .file) }
        ]
    }

    private func openUploads() async throws -> UploadEndpoint {
        let state = try StateDirectory(path: service.ferry.stateDirectory)
        var receiver = ReceiverConfiguration(root: state.uploadsPath)
        receiver.maxUploadBytes = server.limits.maxUploadBytes
        receiver.maxUploads = server.limits.maxUploads
        return try await UploadEndpoint(configuration: receiver)
    }
}

/// The part that does the work.
private struct Working: Service {
    let ferry: FerryService

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await ferry.run() }
    }
}

/// The part that answers, and says where.
private struct Answering: Service {
    let server: HandOffServer
    let scheme: String

    func run() async throws {
        try await server.run { host, port in
            let name = host.contains(":") ? "[\(host)]" : host
            Console.output("ready \(scheme)://\(name):\(port)")
        }
    }
}
