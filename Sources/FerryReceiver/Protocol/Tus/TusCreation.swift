import HTTPTypes

/// What a `POST` to the tus endpoint asks for (tus 1.0, creation, creation-with-upload, creation-defer-length,
/// concatenation).
struct TusCreation: Equatable, Sendable {
    /// The declared length in bytes; `nil` while it is deferred.
    var length: Int64?
    var metadata: UploadMetadata
    /// Whether the body carries the first bytes.
    var carriesBytes: Bool
    /// The part that the upload plays in a concatenation.
    var concatenation: Concatenation?
    /// What the body must hash to.
    var digest: BodyDigest?

    /// Reads the request's fields.
    ///
    /// - Parameter bodyBytes: The announced length of the body; `nil` when it is chunked.
    init(_ fields: HTTPFields, hasBody: Bool, bodyBytes: Int64?, maxBytes: Int64) throws(ReceiverRefusal) {
        length = try fields.number(.uploadLength)
        concatenation = try UploadConcat.read(fields)
        if concatenation?.role == .final {
            try Self.checkFinal(fields, length: length, hasBody: hasBody)
        } else {
            try Self.checkDeferral(fields, length: length)
        }
        if let length, length > maxBytes { throw .tooLarge(limit: maxBytes) }
        let text = fields[values: .uploadMetadata].joined(separator: ",")
        metadata = text.isEmpty ? .none : try UploadMetadata(parsing: text)
        carriesBytes = hasBody
        digest = hasBody ? try UploadChecksum.expected(fields) : nil
        guard hasBody else { return }
        guard fields[.contentType] == TusAppend.mediaType else {
            throw ReceiverRefusal(
                .unsupportedMediaType, "a body at creation needs Content-Type: \(TusAppend.mediaType)")
        }
        if let bodyBytes, let length, bodyBytes > length { throw .pastTheEnd(length: length) }
        if let bodyBytes, bodyBytes > maxBytes { throw .tooLarge(limit: maxBytes) }
    }

    /// A final upload has the length and the bytes of its parts, and none of its own.
    private static func checkFinal(_ fields: HTTPFields, length: Int64?, hasBody: Bool) throws(ReceiverRefusal) {
        guard length == nil, !fields.contains(.uploadDeferLength), !hasBody else {
            throw .malformed("a final upload takes neither a length nor a body")
        }
    }

    private static func checkDeferral(_ fields: HTTPFields, length: Int64?) throws(ReceiverRefusal) {
        let deferral = try fields.single(.uploadDeferLength)
        guard deferral == nil || deferral == "1" else { throw .malformed("Upload-Defer-Length must be 1") }
        guard (length == nil) != (deferral == nil) else {
            throw .malformed("give either Upload-Length or Upload-Defer-Length: 1")
        }
    }
}
