import HTTPTypes
import HummingbirdCore

extension ReceiverResponder {
    /// `/rufh/`: what is spoken here, and creation.
    func serveRufhEndpoint(_ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        switch exchange.method {
        case .options: return rufhOptions(exchange, "OPTIONS, POST")
        case .post: return try await createRufh(&exchange)
        default: throw .method("OPTIONS, POST")
        }
    }

    /// `/rufh/ID`: one upload, and the object once it is complete.
    func serveRufhUpload(_ id: UploadID, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        switch exchange.method {
        case .options: return rufhOptions(exchange, "OPTIONS, GET, HEAD, PATCH, DELETE")
        case .get: return try await rufhObject(id, exchange)
        case .head: return try await rufhState(id, exchange)
        case .patch: return try await appendRufh(to: id, &exchange)
        case .delete:
            let lease = try await store.lease(id, origin: .rufh, stop: {})
            defer { lease?.release() }
            _ = try store.visible(id, origin: .rufh)
            try await store.remove(id)
            return Response(.noContent, HTTPFields())
        default: throw .method("OPTIONS, GET, HEAD, PATCH, DELETE")
        }
    }

    private func createRufh(_ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        let creation = try RufhCreation(
            exchange.fields, bodyBytes: exchange.body.announced, limits: store.limits)
        switch try await store.create(UploadDraft(creation, gate: gate)) {
        case .existing(let finished): return rufhReply(.created, finished, exchange)
        case .created(let created):
            await announce(created, &exchange, digest: creation.digest)
            let record = try await receive(&exchange, creation, into: created)
            return rufhReply(.created, record, exchange)
        }
    }

    private func receive(
        _ exchange: inout Exchange, _ creation: RufhCreation, into created: StoredUpload
    ) async throws(ReceiverRefusal) -> StoredUpload {
        guard exchange.body.exists || creation.completes else { return created }
        let reception = Reception(
            rufh: store.limits, length: creation.length, from: 0, digest: creation.digest, closes: creation.completes)
        do { return try await receive(&exchange, into: created.id, reception) } catch {
            throw located(error, at: created)
        }
    }

    private func appendRufh(to id: UploadID, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        let append = try RufhAppend(exchange.fields, bodyBytes: exchange.body.announced)
        let stop = exchange.stop
        guard let lease = try await store.lease(id, origin: .rufh, stop: { stop.raise() }) else {
            throw .completedUpload(bytes: try store.visible(id, origin: .rufh).offset)
        }
        defer { lease.release() }
        let length = try append.check(against: lease.record, limits: store.limits)
        if let length, lease.record.bytes == nil { try await store.declare(length, for: id) }
        if append.digest == nil, let version = RufhVersion(exchange.fields) {
            exchange.progress = RufhProgress(
                version: version, from: append.offset, bodyBytes: exchange.body.announced)
        }
        let reception = Reception(
            rufh: store.limits, length: length, from: append.offset, digest: append.digest, closes: append.completes)
        let record = try await receive(&exchange, lease, reception)
        return rufhReply(record.complete ? .created : .noContent, record, exchange)
    }

    private func rufhState(_ id: UploadID, _ exchange: borrowing Exchange) async throws(ReceiverRefusal) -> Response {
        let lease = try await store.lease(id, origin: .rufh, stop: {})
        lease?.release()
        let record = if let lease { lease.record } else { try store.visible(id, origin: .rufh) }
        var response = rufhReply(record.complete ? .ok : .noContent, record, exchange)
        response.headers[.location] = nil
        response.headers[.cacheControl] = "no-store"
        response.headers[.uploadLength] = record.bytes.map(String.init)
        guard record.complete else { return response }
        response.headers.append(contentsOf: record.objectFields.filter { $0.name != .reprDigest })
        response.headers[.contentLength] = String(record.offset)
        return response
    }

    private func rufhObject(_ id: UploadID, _ exchange: borrowing Exchange) async throws(ReceiverRefusal) -> Response {
        let record = try store.visible(id, origin: .rufh)
        guard record.complete else { return try await rufhState(id, exchange) }
        var response = try await object(record, exchange.fields)
        response.headers[.uploadComplete] = "?1"
        return response
    }
}
