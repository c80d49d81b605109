import FerryCore
import FerrySessions
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A session to take away: as a document, or as an archive with its media.
struct ExportRoutes: Sendable {
    private enum Format: String, CaseIterable {
        case json
        case tar
    }

    let service: HandOffService

    var routes: [ServiceRoute] { [ServiceRoute(.get, "/v1/sessions/{id}/export", .read, export)] }

    private func export(_ exchange: inout ServiceExchange) async throws(FerryError) -> Reply {
        let id = exchange.sessionID
        let format = try QueryItems(exchange.query).choice("format", of: Format.self) ?? .json
        try await service.checkOwner(of: id, exchange.grant)
        guard format == .tar else { return try .json(try await service.export(id)) }
        let archive = try await service.archive(id)
        let fields: HTTPFields = [
            .contentType: "application/x-tar", .contentDisposition: "attachment; filename=\"session-\(id).tar\"",
        ]
        let body = ResponseBody { writer in
            // An error in the middle breaks the connection off: a reader must not take a part for the whole.
            for try await bytes in archive { try await writer.write(ByteBuffer(bytes: bytes)) }
            try await writer.finish(nil)
        }
        return Reply(.ok, fields, body: body)
    }
}
