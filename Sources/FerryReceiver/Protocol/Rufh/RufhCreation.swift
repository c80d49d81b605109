import HTTPTypes

/// What a `POST` to the RUFH endpoint asks for (draft-ietf-httpbis-resumable-upload-11 4.2).
struct RufhCreation: Equatable, Sendable {
    /// Whether the body is the whole object.
    var completes: Bool
    /// Bytes of the object; `nil` while unknown.
    var length: Int64?
    /// What the body must hash to.
    var digest: BodyDigest?
    /// SHA-256 of the whole object in lower-case hexadecimal, as the client promises it.
    var sha256: String?
    var filename: String?
    var mediaType: String?
    /// The keys of tus metadata that RUFH has no field for, such as `ferryJob`.
    var metadata: UploadMetadata

    /// Reads the request's fields.
    ///
    /// - Parameter bodyBytes: The announced length of the body; `nil` when it is chunked.
    init(_ fields: HTTPFields, bodyBytes: Int64?, limits: RufhLimits) throws(ReceiverRefusal) {
        guard let completes = fields.boolean(.uploadComplete) else {
            throw .malformed("a resumable upload begins with Upload-Complete: ?0 or ?1")
        }
        self.completes = completes
        length = try RufhLength.read(fields, from: 0, bodyBytes: bodyBytes, completes: completes)
        if let length, length > limits.maxBytes { throw limits.tooLarge() }
        if let length, let bodyBytes, bodyBytes > length {
            throw .inconsistentLength("the body goes past the upload's length")
        }
        try limits.check(bodyBytes: bodyBytes, isExempt: completes || bodyBytes == 0)
        digest = try DigestField.content(fields)
        sha256 = try DigestField.object(fields)
        filename = ContentDisposition.filename(fields[.contentDisposition])
        mediaType = fields[.contentType]
        let text = fields[values: .uploadMetadata].joined(separator: ",")
        metadata = text.isEmpty ? .none : try UploadMetadata(parsing: text)
    }
}

/// The two ways in which a request tells the length of an object (draft-ietf-httpbis-resumable-upload-11 4.1.3).
enum RufhLength {
    /// `Upload-Length`, or the end of the body of a request that completes the upload; both must agree.
    static func read(
        _ fields: HTTPFields, from offset: Int64, bodyBytes: Int64?, completes: Bool
    ) throws(ReceiverRefusal) -> Int64? {
        let declared = fields.integer(.uploadLength)
        guard completes, let bodyBytes else { return declared }
        let end = offset.addingReportingOverflow(bodyBytes)
        guard !end.overflow, declared == nil || declared == end.partialValue else {
            throw .inconsistentLength("Upload-Length is not where the body of this completing request ends")
        }
        return end.partialValue
    }
}
