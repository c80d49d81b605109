import HTTPTypes

/// What a `PATCH` asks for (draft-ietf-httpbis-resumable-upload-11 4.4).
struct RufhAppend: Equatable, Sendable {
    var offset: Int64
    /// Whether the end of the body is the end of the object.
    var completes: Bool
    /// Bytes of the object, where this request says so.
    var length: Int64?
    /// What the body must hash to.
    var digest: BodyDigest?
    private var bodyBytes: Int64?

    /// Reads the request's fields; says nothing about the upload yet.
    ///
    /// - Parameter bodyBytes: The announced length of the body; `nil` when it is chunked.
    init(_ fields: HTTPFields, bodyBytes: Int64?) throws(ReceiverRefusal) {
        guard fields[.contentType] == RufhLimits.partialType else {
            throw ReceiverRefusal(
                .unsupportedMediaType, "PATCH needs Content-Type: \(RufhLimits.partialType)",
                fields: [.acceptPatch: RufhLimits.partialType])
        }
        guard let offset = fields.integer(.uploadOffset) else { throw .malformed("Upload-Offset is missing") }
        guard let completes = fields.boolean(.uploadComplete) else { throw .malformed("Upload-Complete is missing") }
        self.offset = offset
        self.completes = completes
        self.bodyBytes = bodyBytes
        length = try RufhLength.read(fields, from: offset, bodyBytes: bodyBytes, completes: completes)
        digest = try DigestField.content(fields)
    }

    /// Whether the append may begin at an upload that stands as `record` says, and with which length.
    ///
    /// - Returns: The upload's length after this request; `nil` while it is unknown.
    func check(against record: StoredUpload, limits: RufhLimits) throws(ReceiverRefusal) -> Int64? {
        guard !record.complete else { throw .completedUpload(bytes: record.offset) }
        guard offset == record.offset else { throw .mismatchingOffset(given: offset, actual: record.offset) }
        if let known = record.bytes, let length, known != length {
            throw .inconsistentLength("the upload has \(known) bytes, this request says \(length)")
        }
        let length = length ?? record.bytes
        if let length, length > limits.maxBytes { throw limits.tooLarge() }
        try limits.check(bodyBytes: bodyBytes, isExempt: completes)
        let end = offset.addingReportingOverflow(bodyBytes ?? 0)
        guard !end.overflow, end.partialValue <= length ?? limits.maxBytes else {
            throw length == nil
                ? limits.tooLarge() : .inconsistentLength("the body goes past the upload's length")
        }
        return length
    }
}
