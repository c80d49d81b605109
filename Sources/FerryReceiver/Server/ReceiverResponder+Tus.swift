import HTTPTypes
import HummingbirdCore

extension ReceiverResponder {
    /// `/files/`: what is spoken here, and creation.
    func serveEndpoint(_ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        switch exchange.method {
        case .options: return Response(.noContent, TusService.fields(maxBytes: store.maxBytes))
        case .post:
            try TusService.checkVersion(exchange.fields)
            return try await create(&exchange)
        default: throw .method("OPTIONS, POST")
        }
    }

    /// `/files/ID`: one upload, and the object once it is finished.
    func serveUpload(_ id: UploadID, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        if let record = try? store.visible(id), record.origin == .rufh { throw .unknownUpload }
        switch exchange.method {
        case .options: return Response(.noContent, TusService.fields(maxBytes: store.maxBytes))
        case .get: return try await object(finished(id), exchange.fields)
        case .head: return try await head(id, exchange)
        case .patch:
            try TusService.checkVersion(exchange.fields)
            return try await append(to: id, &exchange)
        case .delete:
            try TusService.checkVersion(exchange.fields)
            return try await terminate(id, exchange)
        default: throw .method("OPTIONS, GET, HEAD, PATCH, DELETE")
        }
    }

    private func create(_ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        let creation = try TusCreation(
            exchange.fields, hasBody: exchange.body.exists, bodyBytes: exchange.body.announced, maxBytes: store.maxBytes
        )
        var record: StoredUpload
        switch try await store.create(draft(creation)) {
        case .existing(let finished): record = finished
        case .created(let created):
            record = created
            if created.concatenation?.role == .final {
                record = try await store.join(created)
            } else if creation.carriesBytes || created.isFull {
                let reception = Reception(
                    tus: creation.length, from: 0, digest: creation.digest, maxBytes: store.maxBytes)
                record = try await receive(&exchange, into: created.id, reception)
            }
        }
        var fields = record.progressFields
        fields[.location] = record.location
        return Response(.created, fields)
    }

    private func draft(_ creation: TusCreation) throws(ReceiverRefusal) -> UploadDraft {
        var draft = UploadDraft(creation, gate: gate)
        if let concatenation = draft.concatenation, concatenation.role == .final {
            draft.bytes = try store.joinedBytes(concatenation, key: draft.key)
        }
        return draft
    }

    private func append(to id: UploadID, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        let append = try TusAppend(exchange.fields)
        let record = try await receive(&exchange, into: id, append: append)
        return Response(.noContent, record.progressFields)
    }

    private func head(_ id: UploadID, _ exchange: borrowing Exchange) async throws(ReceiverRefusal) -> Response {
        let lease = try await store.lease(id, stop: {})
        lease?.release()
        let record = if let lease { lease.record } else { try store.visible(id) }
        var response = Response(.ok, record.headFields)
        response.headers[.contentLength] = String(record.complete ? record.offset : 0)
        return response
    }

    private func terminate(_ id: UploadID, _ exchange: borrowing Exchange) async throws(ReceiverRefusal) -> Response {
        let lease = try await store.lease(id, stop: {})
        defer { lease?.release() }
        _ = try store.visible(id)
        try await store.remove(id)
        return Response(.noContent, [.tusResumable: TusService.version])
    }

    private func finished(_ id: UploadID) throws(ReceiverRefusal) -> StoredUpload {
        let record = try store.visible(id)
        guard record.complete else { throw ReceiverRefusal(.notFound, "the upload is not finished") }
        return record
    }
}
