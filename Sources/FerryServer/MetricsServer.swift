import FerryReceiver
import FerryReports
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
public import ServiceLifecycle

/// A page of metrics for Prometheus, beside a command that runs: `/metrics`, and `/healthz` for whoever asks whether it lives.
public struct MetricsServer: Service {
    /// Connections at a time, at most.
    static let maxConnections = 16
    /// Seconds after which a silent connection is closed.
    static let idleSeconds = 10.0

    private let server: ConnectionServer
    private let page: @Sendable () -> String
    private let onReady: @Sendable (_ host: String, _ port: Int) -> Void

    /// Creates a server; nothing happens before it runs.
    ///
    /// - Parameters:
    ///   - host: Where it listens.
    ///   - port: The port; 0 takes a free one.
    ///   - page: Makes the page; called for each request, it must not block for long.
    ///   - onReady: Called once when connections are accepted, with the host and the port in use.
    public init(
        host: String, port: Int, page: @escaping @Sendable () -> String,
        onReady: @escaping @Sendable (_ host: String, _ port: Int) -> Void
    ) {
        server = ConnectionServer(
            host: host, port: port, idleTimeoutSeconds: Self.idleSeconds, maxConnections: Self.maxConnections,
            logger: Logger(label: "mediaferry.metrics", factory: { _ in SwiftLogNoOpLogHandler() }))
        self.page = page
        self.onReady = onReady
    }

    /// Serves until the task is cancelled or a graceful shutdown begins.
    ///
    /// - Throws: ``FerryCore/FerryError`` when the address cannot be listened on.
    public func run() async throws {
        let announce: @Sendable (String, Int) async -> Void = { [onReady] host, port in onReady(host, port) }
        try await server.run(onReady: announce) { [page] request, writer, _ in
            let reply = Self.reply(to: request.head, page)
            let answer = request.head.method == .head ? reply.createHeadResponse() : reply
            try await writer.write(response: answer.head, body: answer.body)
        }
    }

    private static func reply(to head: HTTPRequest, _ page: () -> String) -> Response {
        let path = head.path.map { $0.prefix { $0 != "?" } }
        guard head.method == .get || head.method == .head else {
            return text(.methodNotAllowed, "GET only\n", fields: [.allow: "GET, HEAD"])
        }
        switch path {
        case "/metrics": return text(.ok, page(), type: PrometheusText.mediaType)
        case "/healthz": return text(.ok, "ok\n")
        default: return text(.notFound, "there are /metrics and /healthz\n")
        }
    }

    private static func text(
        _ status: HTTPResponse.Status, _ text: String, type: String = "text/plain; charset=utf-8",
        fields: HTTPFields = [:]
    ) -> Response {
        var fields = fields
        fields[.contentType] = type
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
