import FerryCore
import FoundationEssentials
public import Logging
public import ServiceLifecycle

/// An embedded upload server that keeps files in a folder.
///
/// It speaks tus 1.0 at `/files/` (with checksum and concatenation), resumable upload of the IETF (RUFH,
/// draft-ietf-httpbis-resumable-upload, interoperability versions 6 to 8) at `/rufh/`, and takes a plain `PUT` at
/// `/put/NAME`. A finished upload is served at its own URL
/// with its media type and its SHA-256 (`Repr-Digest`, RFC 9530), also in reply to HEAD. On disk an upload is
/// `ROOT/ID/content` with `ROOT/ID/info.json`; what a client calls its file never becomes part of a path.
///
/// - Durability: what was acknowledged survives the death of the process (`kill -9`). A finished upload survives a power
///   cut too; an unfinished one may lose its last two seconds of progress then, and says so when asked for its offset.
/// - One writer: a new HEAD, PATCH or DELETE stops an earlier request on the same upload, which keeps what it has
///   received and is answered with 423, so that nobody waits for a connection that has died.
/// - A body that comes with its hash (`Upload-Checksum`, `Content-Digest`) is kept whole or not at all.
/// - One object for a job: at most one finished upload exists for a `ferryJob` metadata value and token. Creating it
///   again with the same `Upload-Length` gives the finished one (201 with `Upload-Offset` equal to the length); a new one of
///   another length takes its place when it is whole. Unfinished uploads of a job that was finished are discarded.
/// - Memory does not grow with the size of an upload: a connection holds about 4 MiB at most.
public struct Receiver: Service {
    private let configuration: ReceiverConfiguration
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp

    /// Creates a receiver; nothing happens before ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: Where to listen, where to keep files, and the limits.
    ///   - logger: Where the server reports; silent by default.
    public init(
        configuration: ReceiverConfiguration,
        logger: Logger = Logger(label: "mediaferry.receiver", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.init(configuration: configuration, logger: logger) {
            Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
        }
    }

    init(configuration: ReceiverConfiguration, logger: Logger, clock: @escaping @Sendable () -> Timestamp) {
        self.configuration = configuration
        self.logger = logger
        self.clock = clock
    }

    /// Serves until the task is cancelled or a graceful shutdown begins; returns within 5 s of that.
    public func run() async throws { try await run { _, _ in } }

    /// Serves until the task is cancelled or a graceful shutdown begins; returns within 5 s of that.
    ///
    /// - Parameter onReady: Called once when connections are accepted, with the host and the port in use.
    /// - Throws: ``FerryCore/FerryError`` when the folder cannot be used or the address cannot be listened on.
    public func run(onReady: @escaping @Sendable (_ host: String, _ port: Int) async -> Void) async throws {
        let pool = DiskPool()
        let outcome: Result<Void, any Error>
        do {
            let store = try await pool.run { try UploadStore(configuration: configuration, pool: pool, clock: clock) }
            do { outcome = .success(try await serve(store, onReady)) } catch { outcome = .failure(error) }
            await pool.stop()
            store.folder.close()
        } catch {
            await pool.stop()
            throw error
        }
        try outcome.get()
    }

    private func serve(
        _ store: UploadStore, _ onReady: @escaping @Sendable (String, Int) async -> Void
    ) async throws {
        for id in store.unreadable {
            logger.warning("upload is not served: its record cannot be read", metadata: ["upload": "\(id)"])
        }
        let responder = ReceiverResponder(store: store, gate: BearerGate(token: configuration.token))
        let server = ConnectionServer(
            host: configuration.host, port: configuration.port, idleTimeoutSeconds: configuration.idleTimeoutSeconds,
            maxConnections: configuration.maxConnections, logger: logger)
        try await server.run(onReady: onReady) { request, writer, channel in
            try await responder.respond(to: request, writer: writer, channel: channel)
        }
    }
}
