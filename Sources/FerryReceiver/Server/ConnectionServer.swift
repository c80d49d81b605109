import FerryCore
import FoundationEssentials
package import HummingbirdCore
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// Accepts connections and hands their requests on until it is told to stop.
package struct ConnectionServer: Sendable {
    /// How long requests may go on after a request to stop; then their connections are closed and what arrived is kept.
    static let gracePeriod = TimeAmount.seconds(2)

    /// The address to listen on.
    let host: String
    /// The port to listen on; 0 takes a free one.
    let port: Int
    /// Seconds without a whole part of a request after which a connection is closed, also in the middle of a head.
    let idleTimeoutSeconds: Double
    /// Most connections served at a time; more wait in the backlog.
    let maxConnections: Int
    let logger: Logger
    /// What every connection is wrapped in, such as TLS.
    private let wrap: @Sendable (HTTPServerBuilder) throws -> HTTPServerBuilder

    /// Creates a server; nothing happens before it runs.
    ///
    /// - Parameter wrap: Wraps connections, for instance in TLS; by default they are served as they are.
    package init(
        host: String, port: Int, idleTimeoutSeconds: Double, maxConnections: Int, logger: Logger,
        wrap: @escaping @Sendable (HTTPServerBuilder) throws -> HTTPServerBuilder = { $0 }
    ) {
        self.host = host
        self.port = port
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.maxConnections = maxConnections
        self.logger = logger
        self.wrap = wrap
    }

    /// Serves until the task is cancelled or a graceful shutdown begins; returns within 5 s of that.
    ///
    /// - Parameters:
    ///   - onReady: Called once when connections are accepted, with the host and the port in use.
    ///   - responder: Answers requests.
    /// - Throws: ``FerryCore/FerryError`` when the address cannot be listened on; what `wrap` throws.
    package func run(
        onReady: @escaping @Sendable (_ host: String, _ port: Int) async -> Void,
        responder: @escaping @Sendable (Request, consuming ResponseWriter, any Channel) async throws -> Void
    ) async throws {
        let connections = ConnectionRegistry()
        let group = ServiceGroup(services: [try server(connections, onReady, responder)], logger: logger)
        // A task of its own, so that a cancellation becomes a shutdown: a cancelled listener would drop connections that
        // it has accepted and not yet served, and NIO traps on those.
        let serving = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                do { try await serving.value } catch { throw cannotListen(error) }
            } onGracefulShutdown: {
                Self.stop(group, connections, after: Self.gracePeriod)
            }
        } onCancel: {
            Self.stop(group, connections, after: .zero)
        }
    }

    private static func stop(_ group: ServiceGroup, _ connections: ConnectionRegistry, after grace: TimeAmount) {
        Task { await group.triggerGracefulShutdown() }
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: grace) { connections.closeAll() }
    }

    private func server(
        _ connections: ConnectionRegistry, _ onReady: @escaping @Sendable (String, Int) async -> Void,
        _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> any Service {
        let idleTimeout = TimeAmount.nanoseconds(Int64(idleTimeoutSeconds * 1e9))
        let builder = try wrap(
            HTTPServerBuilder { ReceiverChannel(idleTimeout: idleTimeout, connections: connections, responder: $0) })
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(maxConnections, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger, responder: responder,
            onServerRunning: { [host, port] channel in await onReady(host, channel.localAddress?.port ?? port) })
    }

    private func cannotListen(_ error: any Error) -> FerryError {
        let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
        return FerryError(
            .init(rawValue: "receiver.cannotListen"), "cannot listen on \(host) port \(port): \(reason)",
            next: "choose another address or port")
    }
}
