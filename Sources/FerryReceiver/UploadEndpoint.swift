import FerryCore
import FoundationEssentials
package import HTTPTypes
package import HummingbirdCore
package import NIOCore

/// The tus and RUFH endpoints of the receiver as a part of another server, which has checked who asks.
///
/// What ``Receiver`` says of durability and memory holds here too.
package final class UploadEndpoint: Sendable {
    private let store: UploadStore
    private let pool: DiskPool

    /// Opens the folder; ``stop()`` gives it back.
    ///
    /// - Parameter configuration: The folder and the limits; host, port and token are not looked at.
    /// - Throws: ``FerryCore/FerryError`` when the folder cannot be used.
    package init(configuration: ReceiverConfiguration) async throws {
        let pool = DiskPool()
        self.pool = pool
        do {
            store = try await pool.run {
                try UploadStore(configuration: configuration, pool: pool) {
                    Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970)
                }
            }
        } catch {
            await pool.stop()
            throw error
        }
    }

    /// Whether a path, without its query, belongs to this endpoint.
    package static func serves(path: Substring) -> Bool {
        ["/files", "/rufh"].contains { path == $0 || path.hasPrefix("\($0)/") }
    }

    /// Serves one request.
    ///
    /// - Parameters:
    ///   - user: Who asks, and sees no upload of others; `nil` for one who may see all.
    ///   - patience: How long a body is waited for; `nil` leaves that to the connection's limit of silence.
    ///   - fields: What the reply carries besides its own fields.
    package func respond(
        to request: Request, writer: consuming ResponseWriter, channel: any Channel, user: String?,
        patience: BodyPatience? = nil, fields: HTTPFields
    ) async throws {
        var responder = ReceiverResponder(store: store, gate: BearerGate(checkedUser: user))
        responder.extraFields = fields
        responder.patience = patience
        try await responder.respond(to: request, writer: writer, channel: channel)
    }

    /// The finished upload that a client names by the URL it was given; `nil` where there is none, or it is another
    /// user's. One that was made for no user may be named by all.
    package func finished(_ location: String, user: String?) -> FinishedUpload? {
        let path = location.firstRange(of: "://").map { location[$0.upperBound...].drop { $0 != "/" } } ?? location[...]
        let id: UploadID
        switch ReceiverRoute(path: String(path)) {
        case .upload(let named), .rufhUpload(let named): id = named
        default: return nil
        }
        guard let record = try? store.visible(id), record.complete, let sha256 = record.sha256,
            record.owner == nil || BearerGate(checkedUser: user).admits(record.owner)
        else { return nil }
        return FinishedUpload(
            path: store.folder.contentPath(id), bytes: record.offset, sha256: sha256, mediaType: record.mediaType,
            filename: record.filename)
    }

    /// Gives the folder back, after the work that was begun.
    package func stop() async {
        await pool.stop()
        store.folder.close()
    }
}

/// A finished upload as it lies on disk. Its file is never written again; another name for it keeps its bytes.
package struct FinishedUpload: Sendable, Equatable {
    /// The path of the file.
    package var path: String
    /// Its bytes.
    package var bytes: Int64
    /// SHA-256 of them in lower-case hex.
    package var sha256: String
    /// The media type its client stated.
    package var mediaType: String?
    /// What its client calls it, without directories.
    package var filename: String?
}
