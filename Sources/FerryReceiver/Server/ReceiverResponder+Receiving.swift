import HTTPTypes
import HummingbirdCore

extension ReceiverResponder {
    /// Appends the body of a tus PATCH, if the upload and the request agree.
    func receive(
        _ exchange: inout Exchange, into id: UploadID, append: TusAppend
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let bodyBytes = exchange.body.announced
        let stop = exchange.stop
        guard let lease = try await store.lease(id, stop: { stop.raise() }) else {
            let record = try store.visible(id)
            _ = try append.check(against: record, bodyBytes: bodyBytes, maxBytes: store.maxBytes)
            return record
        }
        defer { lease.release() }
        let length = try append.check(against: lease.record, bodyBytes: bodyBytes, maxBytes: store.maxBytes)
        if let length, lease.record.bytes == nil { try await store.declare(length, for: id) }
        let reception = Reception(tus: length, from: append.offset, digest: append.digest, maxBytes: store.maxBytes)
        return try await receive(&exchange, lease, reception)
    }

    /// Takes the body of a creation.
    func receive(
        _ exchange: inout Exchange, into id: UploadID, _ reception: Reception
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let stop = exchange.stop
        guard let lease = try await store.lease(id, stop: { stop.raise() }) else { return try store.visible(id) }
        defer { lease.release() }
        return try await receive(&exchange, lease, reception)
    }

    /// Takes a body under a lease.
    ///
    /// - Returns: The upload as it stands then, finished when nothing is missing.
    func receive(
        _ exchange: inout Exchange, _ lease: UploadLease, _ reception: Reception
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let id = lease.upload.id
        let file = try await store.onDisk { [store] in try store.folder.open(id) }
        let writer = BodyWriter(
            store: store, id: id, file: file, digest: lease.upload.digest, start: reception.start,
            limit: reception.limit, expected: reception.digest)
        await exchange.beginBody()
        let (end, ending) = await writer.write(&exchange)
        switch ending {
        case .whole: return try await settle(lease, file, reception, end: end)
        case .cut:
            _ = try await store.keep(lease.upload, file, isLast: true)
            if exchange.body.isTooSlow { throw .tooSlow }
            throw exchange.stop.isRaised ? .takenOver : .cutBody
        case .overflow: throw reception.overflow
        case .mismatch: throw reception.mismatch
        case .failed(let error):
            _ = try? await store.keep(lease.upload, file, isLast: true)
            var refusal = error.refusal
            refusal.fields[.uploadOffset] = String(end)
            throw refusal
        }
    }

    /// Keeps what arrived, and closes the upload when nothing is missing.
    private func settle(
        _ lease: UploadLease, _ file: ContentFile, _ reception: Reception, end: Int64
    ) async throws(ReceiverRefusal) -> StoredUpload {
        let record = try await store.keep(lease.upload, file, isLast: false)
        guard record.isFull || reception.closes else { return record }
        if let length = record.bytes, length != end { throw .inconsistentLength("the upload ends before its length") }
        return try await store.finish(record, digest: lease.upload.digest).record
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
            throw .malformed("PUT with Content-Range is not served; use tus at /files/ or RUFH at /rufh/")
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
        let (end, ending) = await writer.write(&exchange)
        switch ending {
        case .whole:
            var whole = record
            whole.offset = end
            return try await store.finish(whole, digest: digest)
        case .cut: throw ReceiverRefusal(.badRequest, "the body ended early; nothing of it is kept")
        case .overflow, .mismatch: throw .tooLarge(limit: store.maxBytes)
        case .failed(let error): throw error.refusal
        }
    }
}
