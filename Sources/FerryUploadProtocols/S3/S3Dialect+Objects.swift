public import FerryCore
import FoundationEssentials
public import HTTPTypes

/// Objects as a whole (API reference: HeadObject, GetObject, DeleteObject, PutObject).
extension S3Dialect {
    /// `HEAD`, which tells checksums only when it is asked to.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try request(.head, location, [.amzChecksumMode: "ENABLED"])
    }

    /// Reads length, checksums of the whole object, entity tag and our marker.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        let reply = S3Reply(response, .inspecting)
        guard response.head.status.code == 200 else { return .failure(reply.failure.failure) }
        let fields = response.head.headerFields
        guard let bytes = fields[.contentLength].flatMap({ Int64($0) }), bytes >= 0 else {
            return .failure(reply.notS3.failure)
        }
        var metadata: [String: String] = [:]
        for key in [ObjectMarker.sourceKey, ObjectMarker.jobKey] {
            metadata[key] = fields[.s3("x-amz-meta-\(key)")]
        }
        return .success(
            ObjectFacts(
                bytes: bytes, checksums: S3Tag.checksums(fields), marker: ObjectMarker(metadata: metadata),
                version: fields[.eTag].map(S3Tag.plain)))
    }

    /// `GET`.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? { try request(.get, location) }

    /// `DELETE`; in a versioned bucket it leaves a marker.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        try? request(.delete, location)
    }

    /// `PUT`, refused by the storage when an object stands at the name unless it may be replaced.
    public func store(
        _ creation: UploadCreation, at location: String, checksum: Checksum?, features: PartsFeatures
    ) throws(UploadFailure) -> HTTPRequest {
        var fields = Self.fields(of: creation)
        if features.guardsNames, !creation.replaces { fields[.ifNoneMatch] = "*" }
        if let checksum { fields[checksum.algorithm.s3Field] = checksum.base64 }
        return try request(.put, location, fields)
    }

    /// Reads the checksums that the reply repeats, and the entity tag.
    public func stored(from response: HTTPTransferResponse, bytes: Int64) -> Result<ObjectFacts, PartsFailure> {
        guard response.head.status.code == 200 else { return .failure(S3Reply(response, .storing).failure) }
        let fields = response.head.headerFields
        return .success(
            ObjectFacts(
                bytes: bytes, checksums: S3Tag.checksums(fields), version: fields[.eTag].map(S3Tag.plain)))
    }

    /// What is said of an object when it is made: type, cache control, marker, the user's metadata and tags.
    static func fields(of creation: UploadCreation) -> HTTPFields {
        let attributes = creation.attributes
        var fields: HTTPFields = [.contentType: attributes.contentType ?? creation.mediaType]
        fields[.cacheControl] = attributes.cacheControl
        for (key, value) in attributes.metadata {
            guard let name = HTTPField.Name("x-amz-meta-\(key.lowercased())") else { continue }
            fields[name] = encodedWord(value)
        }
        for (key, value) in creation.marker.metadata { fields[.s3("x-amz-meta-\(key)")] = value }
        if !attributes.tags.isEmpty {
            fields[.amzTagging] = S3Text.query(attributes.tags.map { (name: $0.key, value: $0.value) })
        }
        return fields
    }

    /// A value of metadata: as it is where it is ASCII, else as an encoded word (RFC 2047 §2), as S3 itself does.
    private static func encodedWord(_ value: String) -> String {
        guard !value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return value }
        return "=?UTF-8?B?\(Data(value.utf8).base64EncodedString())?="
    }
}
