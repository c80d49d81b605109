import Crypto
public import FerryCore
public import HTTPTypes

/// Uploads in parts (API reference: CreateMultipartUpload, UploadPart, ListParts, AbortMultipartUpload).
extension S3Dialect {
    /// `POST ?uploads`. A checksum over the whole object is asked for, which parts' checksums are combined to.
    public func begin(
        _ creation: UploadCreation, at location: String, features: PartsFeatures
    ) throws(UploadFailure) -> HTTPRequest {
        var fields = Self.fields(of: creation)
        if let name = features.checksum?.s3Name {
            fields[.amzChecksumAlgorithm] = name
            fields[.amzChecksumType] = "FULL_OBJECT"
        }
        return try request(.post, location, query: [("uploads", "")], fields)
    }

    /// Reads `UploadId`, and whether the storage repeats the checksum's name: one that does not will not compare it.
    public func begun(
        from response: HTTPTransferResponse, features: PartsFeatures
    ) -> Result<(id: String, checksum: ChecksumAlgorithm?), PartsFailure> {
        let reply = S3Reply(response, .beginning)
        guard response.head.status.code == 200 else { return .failure(reply.failure) }
        let document = S3Document.read(
            S3Document.Begun.self, root: "InitiateMultipartUploadResult", from: response.body)
        guard let id = document?.uploadId, !id.isEmpty, id.utf8.count <= 2048 else { return .failure(reply.notS3) }
        let echoed = response.head.headerFields[.amzChecksumAlgorithm]?.uppercased()
        guard choice == .automatic, let asked = features.checksum?.s3Name, echoed != asked else {
            return .success((id, features.checksum))
        }
        return .success((id, .md5))
    }

    /// `PUT ?partNumber&uploadId`; part numbers begin at 1.
    public func send(
        _ part: Chunk, of upload: PartsUpload, at location: String, checksum: Checksum?
    ) throws(UploadFailure) -> HTTPRequest {
        var fields: HTTPFields = [:]
        if let checksum { fields[checksum.algorithm.s3Field] = checksum.base64 }
        return try request(
            .put, location, query: [("partNumber", String(part.index + 1)), ("uploadId", upload.id)], fields)
    }

    /// Reads the part's entity tag and the checksum that the reply repeats.
    public func accepted(from response: HTTPTransferResponse, part: Chunk) -> Result<ListedPart, PartsFailure> {
        let reply = S3Reply(response, .sending)
        guard response.head.status.code == 200 else { return .failure(reply.failure) }
        let fields = response.head.headerFields
        guard let tag = fields[.eTag].map(S3Tag.plain), !tag.isEmpty, tag.utf8.count <= 256 else {
            return .failure(reply.notS3)
        }
        return .success(
            ListedPart(index: part.index, bytes: nil, entityTag: tag, checksums: S3Tag.checksums(fields)))
    }

    /// `GET ?uploadId&part-number-marker`.
    public func list(
        _ upload: PartsUpload, at location: String, after index: Int?, limit: Int
    ) throws(UploadFailure) -> HTTPRequest {
        var query = [(name: "uploadId", value: upload.id), ("max-parts", String(min(max(limit, 1), 1000)))]
        if let index { query.append(("part-number-marker", String(index + 1))) }
        return try request(.get, location, query: query)
    }

    /// Reads numbers, sizes, tags and checksums. A part that makes no sense is left out: it will be sent again.
    public func listed(from response: HTTPTransferResponse) -> Result<PartsPage, PartsFailure> {
        let reply = S3Reply(response, .listing)
        guard response.head.status.code == 200 else { return .failure(reply.failure) }
        guard let page = S3Document.read(S3Document.Parts.self, of: "ListParts", from: response.body) else {
            return .failure(reply.notS3)
        }
        let next = page.isTruncated == "true" ? page.nextPartNumberMarker.flatMap { Int($0) } : nil
        return .success(
            PartsPage(parts: (page.part ?? []).compactMap(Self.part), next: next.flatMap { $0 > 0 ? $0 - 1 : nil }))
    }

    private static func part(_ part: S3Document.Parts.Part) -> ListedPart? {
        guard let number = part.partNumber.flatMap({ Int($0) }), (1...PartLimits.s3.maxCount).contains(number),
            let tag = part.eTag.map(S3Tag.plain), !tag.isEmpty, tag.utf8.count <= 256
        else { return nil }
        let told = [
            part.checksumCRC64NVME.flatMap { Checksum(.crc64nvme, base64: $0) },
            part.checksumCRC32C.flatMap { Checksum(.crc32c, base64: $0) }, Checksum(.md5, hex: tag),
        ]
        return ListedPart(
            index: number - 1, bytes: part.size.flatMap { Int64($0) } ?? -1, entityTag: tag,
            checksums: told.compactMap(\.self))
    }

    /// The MD5 of the parts' MD5s, a dash and their number: what Amazon and most others make of plain parts.
    public func entityTag(of parts: [PartReference]) -> String? {
        var hash = Insecure.MD5()
        for part in parts {
            guard let digest = Checksum(.md5, hex: part.entityTag) else { return nil }
            hash.update(data: digest.bytes)
        }
        return "\(HexDigit.text(hash.finalize()))-\(parts.count)"
    }

    /// `DELETE ?uploadId`.
    public func abort(_ upload: PartsUpload, at location: String) throws(UploadFailure) -> HTTPRequest {
        try request(.delete, location, query: [("uploadId", upload.id)])
    }
}
