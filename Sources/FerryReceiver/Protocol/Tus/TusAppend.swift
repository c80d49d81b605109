import HTTPTypes

/// What a `PATCH` asks for (tus 1.0, core protocol).
struct TusAppend: Equatable, Sendable {
    /// The only media type of appended bytes.
    static let mediaType = "application/offset+octet-stream"

    var offset: Int64
    /// The length, where the client declares it with this request.
    var length: Int64?
    /// What the body must hash to.
    var digest: BodyDigest?

    /// Reads the request's fields; says nothing about the upload yet.
    init(_ fields: HTTPFields) throws(ReceiverRefusal) {
        guard fields[.contentType] == Self.mediaType else {
            throw ReceiverRefusal(.unsupportedMediaType, "PATCH needs Content-Type: \(Self.mediaType)")
        }
        guard let offset = try fields.number(.uploadOffset) else { throw .malformed("Upload-Offset is missing") }
        self.offset = offset
        length = try fields.number(.uploadLength)
        digest = try UploadChecksum.expected(fields)
    }

    /// Whether the append may begin at an upload that stands as `record` says, and with which length.
    ///
    /// - Parameters:
    ///   - bodyBytes: The announced length of the body; `nil` when it is chunked.
    ///   - maxBytes: The server's limit for an upload.
    /// - Returns: The upload's length after this request's declaration; `nil` while it stays deferred.
    func check(against record: StoredUpload, bodyBytes: Int64?, maxBytes: Int64) throws(ReceiverRefusal) -> Int64? {
        guard record.concatenation?.role != .final else {
            throw ReceiverRefusal(.forbidden, "a final upload is made of its parts and takes no bytes")
        }
        guard offset == record.offset else { throw .wrongOffset(given: offset, actual: record.offset) }
        let length = try declaredLength(of: record, maxBytes: maxBytes)
        if record.complete {
            guard bodyBytes == 0 else { throw ReceiverRefusal(.forbidden, "the upload is finished") }
            return length
        }
        let end = offset.addingReportingOverflow(bodyBytes ?? 0)
        guard !end.overflow, end.partialValue <= length ?? maxBytes else {
            throw length.map { .pastTheEnd(length: $0) } ?? .tooLarge(limit: maxBytes)
        }
        return length
    }

    private func declaredLength(of record: StoredUpload, maxBytes: Int64) throws(ReceiverRefusal) -> Int64? {
        guard let length else { return record.bytes }
        if let known = record.bytes, known != length {
            throw .malformed("Upload-Length was declared as \(known) and cannot change")
        }
        guard length >= record.offset else {
            throw .malformed("Upload-Length \(length) is below the \(record.offset) bytes that are stored")
        }
        guard length <= maxBytes else { throw .tooLarge(limit: maxBytes) }
        return length
    }
}
