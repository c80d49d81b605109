import HTTPTypes

/// What the server speaks, as the fields of an OPTIONS reply.
enum TusService {
    static let version = "1.0.0"
    static let extensions =
        "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum,concatenation"

    /// The fields of the reply to OPTIONS.
    static func fields(maxBytes: Int64) -> HTTPFields {
        [
            .tusResumable: version, .tusVersion: version, .tusExtension: extensions, .tusMaxSize: String(maxBytes),
            .tusChecksumAlgorithm: UploadChecksum.algorithms.map(\.rawValue).joined(separator: ","),
            .ferryJoining: "once",
        ]
    }

    /// Refuses every other version of the protocol (tus 1.0, `Tus-Resumable`).
    static func checkVersion(_ fields: HTTPFields) throws(ReceiverRefusal) {
        guard fields[.tusResumable] != version else { return }
        throw ReceiverRefusal(
            .preconditionFailed, "this server speaks Tus-Resumable: \(version)", fields: [.tusVersion: version])
    }
}

extension StoredUpload {
    /// The address of the upload, relative to the server.
    var location: String {
        switch origin {
        case .tus, .put: "/files/\(id)"
        case .rufh: "/rufh/\(id)"
        }
    }

    /// Where the upload stands: the fields of the replies to POST and PATCH.
    var progressFields: HTTPFields {
        var fields: HTTPFields = [.tusResumable: TusService.version, .uploadOffset: String(offset)]
        if !complete { fields[.uploadExpires] = expiresAt.map(HTTPDate.text) }
        fields[.reprDigest] = digestField
        return fields
    }

    /// The fields of the reply to a tus HEAD.
    var headFields: HTTPFields {
        var fields = progressFields
        fields[.cacheControl] = "no-store"
        if let bytes { fields[.uploadLength] = String(bytes) } else { fields[.uploadDeferLength] = "1" }
        if !metadata.isEmpty { fields[.uploadMetadata] = metadata }
        fields[.uploadConcat] = concatenation.map(UploadConcat.text)
        if complete { fields.append(contentsOf: objectFields) }
        return fields
    }

    /// The fields of the reply to a GET of the finished object. Whatever the bytes are, a browser must not run them.
    var objectFields: HTTPFields {
        var fields: HTTPFields = [
            .contentType: mediaType ?? "application/octet-stream", .acceptRanges: "bytes",
            .contentTypeOptions: "nosniff", .securityPolicy: "default-src 'none'; sandbox",
            .contentDisposition: SafeNames.attachment(filename),
        ]
        fields[.reprDigest] = digestField
        fields[.eTag] = sha256.map { "\"\($0)\"" }
        return fields
    }

    private var digestField: String? { complete ? sha256.flatMap(ReprDigest.sha256(hex:)) : nil }
}
