import FerryCore
package import FerryReceiver
package import FerrySessions
import FoundationEssentials
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOSSL
public import ServiceLifecycle

/// The HTTP face of the hand-off service: its operations, its events, and the upload endpoints of the receiver, on one port.
///
/// Without any token it answers loopback only, and everybody there may do everything; with tokens every request needs one.
public struct HandOffServer: Service {
    private let service: HandOffService
    private let tokens: any TokenStore
    private let uploads: UploadEndpoint
    private let configuration: ServerConfiguration
    private let logger: Logger

    /// Creates a server; nothing happens before it runs.
    ///
    /// - Parameters:
    ///   - service: What requests are about.
    ///   - tokens: Who may do what.
    ///   - uploads: The receiver's endpoints.
    ///   - configuration: Where it listens, and its limits.
    ///   - logger: Where requests are logged: routes and times, no names.
    package init(
        service: HandOffService, tokens: any TokenStore, uploads: UploadEndpoint, configuration: ServerConfiguration,
        logger: Logger = Logger(label: "mediaferry.serve", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.service = service
        self.tokens = tokens
        self.uploads = uploads
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the task is cancelled or a graceful shutdown begins; returns within 5 s of that.
    public func run() async throws { try await run { _, _ in } }

    /// Serves until the task is cancelled or a graceful shutdown begins; returns within 5 s of that.
    ///
    /// - Parameter onReady: Called once when connections are accepted, with the host and the port in use.
    /// - Throws: `request.forbidden` when there is no token and the address is not loopback; when the address cannot be
    ///   listened on or the certificate cannot be read.
    public func run(onReady: @escaping @Sendable (_ host: String, _ port: Int) async -> Void) async throws {
        let clock: @Sendable () -> Timestamp = { Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970) }
        let access = AccessControl(
            tokens: AccessTokens(
                store: tokens, staleSeconds: configuration.limits.tokenRefreshSeconds, clock: clock),
            origins: OriginPolicy(configuration.corsOrigins),
            limits: configuration.limits, clock: clock)
        try await checkListening(access)
        let responder = ServiceResponder(
            table: RouteTable.all(of: service, limits: configuration.limits), access: access, uploads: uploads,
            limits: configuration.limits, log: RequestLog(logger: logger))
        let limits = configuration.limits
        let server = ConnectionServer(
            host: configuration.host, port: configuration.port, idleTimeoutSeconds: limits.idleSeconds,
            maxConnections: limits.maxConnections, logger: logger, wrap: try wrapping())
        try await server.run(onReady: onReady) { request, writer, channel in
            try await responder.respond(to: request, writer: writer, channel: channel)
        }
    }

    private func checkListening(_ access: AccessControl) async throws(FerryError) {
        guard try await access.tokens.isOpen(), !OriginPolicy.isLoopback(configuration.host) else { return }
        throw FerryError(
            .requestForbidden, "without any token the service listens on loopback only",
            next: "make a token with mediaferry token create, or leave --listen out")
    }

    private func wrapping() throws -> @Sendable (HTTPServerBuilder) throws -> HTTPServerBuilder {
        guard let tls = configuration.tls else { return { $0 } }
        let made = try tls.nioConfiguration()
        return { try .tls($0, tlsConfiguration: made) }
    }
}

extension RouteTable {
    /// All operations of a service.
    static func all(of service: HandOffService, limits: ServerLimits) -> RouteTable {
        let listeners = ListenerCount(limit: limits.maxListeners)
        return RouteTable(
            SessionRoutes(service: service).routes + AnswerRoutes(service: service).routes
                + JobRoutes(service: service).routes
                + EventRoutes(service: service, listeners: listeners, heartbeatSeconds: limits.heartbeatSeconds).routes
                + PlaybackRoutes(service: service).routes + ExportRoutes(service: service).routes
                + InsightRoutes(service: service).routes + OperationRoutes(service: service).routes
                + DocumentRoutes.routes)
    }
}
