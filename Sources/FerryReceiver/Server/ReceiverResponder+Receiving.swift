import HTTPTypes
import HummingbirdCore

extension ReceiverResponder {
    /// Appends the body of a PATCH, if the upload and the request agree.
    func receive(
        _ exchange: inout Exchange, into id: UploadID, append: TusAppend
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let stop = exchange.stop
        guard let lease = try await store.lease(id, stop: { stop.raise() }) else {
            let record = try store.visible(id)
            _ = try append.check(against: record, bodyBytes: exchange.body.announced, maxBytes: store.maxBytes)
            return record
        }
        defer { lease.release() }
        let bodyBytes = exchange.body.announced
        let length = try append.check(against: lease.record, bodyBytes: bodyBytes, maxBytes: store.maxBytes)
        if let length, lease.record.bytes == nil { try await store.declare(length, for: id) }
        return try await receive(&exchange, lease, from: append.offset, length: length)
    }

    /// Takes the body of a creation.
    func receive(
        _ exchange: inout Exchange, into id: UploadID, from offset: Int64, length: Int64?
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let stop = exchange.stop
        guard let lease = try await store.lease(id, stop: { stop.raise() }) else { return try store.visible(id) }
        defer { lease.release() }
        return try await receive(&exchange, lease, from: offset, length: length)
    }

    private func receive(
        _ exchange: inout Exchange, _ lease: UploadLease, from offset: Int64, length: Int64?
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let id = lease.upload.id
        let file = try await store.onDisk { [store] in try store.folder.open(id) }
        let writer = BodyWriter(
            store: store, id: id, file: file, digest: lease.upload.digest, start: offset,
            limit: length ?? store.maxBytes)
        await exchange.beginBody()
        let (end, ending) = await writer.write(&exchange.body)
        switch ending {
        case .whole: return try await settle(lease, file, isLast: false)
        case .cut:
            _ = try await settle(lease, file, isLast: true)
            throw exchange.stop.isRaised ? .takenOver : .cutBody
        case .overflow: throw length.map { .pastTheEnd(length: $0) } ?? .tooLarge(limit: store.maxBytes)
        case .failed(let error):
            _ = try? await settle(lease, file, isLast: true)
            var refusal = error.refusal
            refusal.fields[.uploadOffset] = String(end)
            throw refusal
        }
    }

    /// Keeps what arrived, and closes the upload when nothing is missing.
    private func settle(
        _ lease: UploadLease, _ file: ContentFile, isLast: Bool
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let record = try await store.keep(lease.upload, file, isLast: isLast)
        return record.isFull ? try await store.finish(record, digest: lease.upload.digest).record : record
    }

    /// `PUT`, `GET` and `HEAD` of `/put/NAME`.
    func serveNamed(_ name: String, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        switch exchange.method {
        case .options: return Response(.noContent, [.allow: "OPTIONS, GET, HEAD, PUT"])
        case .get: return try await object(store.named(name), exchange.fields)
        case .head:
            let record = try store.named(name)
            var response = Response(.ok, record.objectFields)
            response.headers[.contentLength] = String(record.offset)
            return response
        case .put: return try await put(name, &exchange)
        default: throw .method("OPTIONS, GET, HEAD, PUT")
        }
    }

    private func put(_ name: String, _ exchange: inout Exchange) async throws(ReceiverRefusal) -> Response {
        try checkPut(name, exchange)
        let draft = UploadDraft(
            named: name, bytes: exchange.body.announced, mediaType: exchange.fields[.contentType])
        guard case .created(let record) = try await store.create(draft) else { throw .unknownUpload }
        do {
            let (finished, replaced) = try await store(record, &exchange)
            var fields = HTTPFields()
            fields[.location] = finished.location
            fields[.reprDigest] = finished.progressFields[.reprDigest]
            return Response(replaced ? .noContent : .created, fields)
        } catch {
            try? await store.remove(record.id)
            throw error
        }
    }

    /// What can be refused before a byte is sent. A part of an object cannot be stored as the object (RFC 9110 14.5).
    private func checkPut(_ name: String, _ exchange: borrowing Exchange) throws(ReceiverRefusal) {
        if exchange.fields.contains(.contentRange) {
            throw .malformed("PUT with Content-Range is not served; use tus at /files/")
        }
        if let bytes = exchange.body.announced, bytes > store.maxBytes { throw .tooLarge(limit: store.maxBytes) }
        if exchange.fields[.ifNoneMatch] == "*", (try? store.named(name)) != nil {
            throw ReceiverRefusal(.preconditionFailed, "an object of this name exists")
        }
    }

    private func store(
        _ record: StoredUpload, _ exchange: inout Exchange
    ) async throws(ReceiverRefusal) -> (record: StoredUpload, replaced: Bool) {
        let file = try await store.onDisk { [store] in try store.folder.open(record.id) }
        let digest = RunningDigest(written: 0)
        let writer = BodyWriter(
            store: store, id: record.id, file: file, digest: digest, start: 0, limit: record.bytes ?? store.maxBytes)
        await exchange.beginBody()
        let (end, ending) = await writer.write(&exchange.body)
        switch ending {
        case .whole:
            var whole = record
            whole.offset = end
            return try await store.finish(whole, digest: digest)
        case .cut: throw ReceiverRefusal(.badRequest, "the body ended early; nothing of it is kept")
        case .overflow: throw .tooLarge(limit: store.maxBytes)
        case .failed(let error): throw error.refusal
        }
    }
}
