import HTTPTypes

extension S3Store {
    /// What is wrong with a whole body: its SHA-256, MD5 or checksum is not the one that was sent along.
    func bodyRefusal(_ came: Collecting) -> ServerReply? {
        let fields = came.head.fields
        if let sha256 = fields[.name("x-amz-content-sha256")], sha256.utf8.count == 64,
            Digests.digest("sha256", of: came.bytes).map(Digests.hex) != sha256
        {
            return S3XML.error(400, "XAmzContentSHA256Mismatch", "The SHA-256 is not the body's.")
        }
        if let md5 = fields[.name("Content-MD5")],
            Digests.digest("md5", of: came.bytes).map(Digests.base64) != md5
        {
            return S3XML.error(400, "BadDigest", "The Content-MD5 is not the body's.")
        }
        guard came.head.method == "PUT", let sent = Self.sentChecksum(fields) else { return nil }
        guard features.checksums.contains(sent.algorithm) else {
            return S3XML.error(
                501, "NotImplemented", "A header you provided implies functionality that is not implemented.")
        }
        let isRight = Digests.digest(sent.algorithm, of: came.bytes).map(Digests.base64) == sent.value
        return isRight ? nil : S3XML.error(400, "BadDigest", "The \(sent.algorithm) is not the body's.")
    }

    /// The checksum that came in a field of its own, such as `x-amz-checksum-crc32c`.
    static func sentChecksum(_ fields: HTTPFields) -> Checksum? {
        for algorithm in ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"] {
            if let value = fields[.name("x-amz-checksum-\(algorithm)")] {
                return Checksum(algorithm: algorithm, value: value)
            }
        }
        return nil
    }

    /// The field and value by which a checksum is told.
    static func told(_ checksum: Checksum?) -> HTTPFields {
        guard let checksum else { return [:] }
        return [
            .name("x-amz-checksum-\(checksum.algorithm)"): checksum.value, .name("x-amz-checksum-type"): checksum.type,
        ]
    }

    /// The fields of a request that are kept with its object.
    static func kept(_ fields: HTTPFields) -> HTTPFields {
        var kept = HTTPFields()
        for field in fields {
            let name = field.name.canonicalName
            let isKept =
                name.hasPrefix("x-amz-meta-") || name == "x-amz-tagging" || name == "x-amz-storage-class"
                || ["content-type", "cache-control", "content-disposition", "content-encoding"].contains(name)
            if isKept { kept.append(field) }
        }
        return kept
    }

    /// `PUT` of a whole object.
    mutating func putObject(_ key: String, _ came: Collecting) -> ServerReply {
        if let refusal = existenceRefusal(key, came.head) { return refusal }
        let md5 = Digests.digest("md5", of: came.bytes) ?? []
        let object = Object(
            bytes: came.bytes, etag: "\"\(Digests.hex(md5))\"", fields: Self.kept(came.head.fields),
            checksum: Self.sentChecksum(came.head.fields))
        stored[key] = object
        var reply = ServerReply(200, Self.told(object.checksum))
        reply.fields[.eTag] = object.etag
        return reply
    }

    /// `GET` and `HEAD` of an object.
    func object(_ key: String, _ head: RequestHead) -> ServerReply {
        guard let object = stored[key] else {
            return S3XML.error(404, "NoSuchKey", "The key does not exist.")
        }
        var fields = object.fields
        fields[.eTag] = object.etag
        fields[.contentLength] = "\(object.bytes.count)"
        if head.fields[.name("x-amz-checksum-mode")] == "ENABLED" {
            for field in Self.told(object.checksum) { fields[field.name] = field.value }
        }
        if let wanted = head.fields[.ifMatch], wanted != object.etag {
            return S3XML.error(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.")
        }
        return .ranged(head, fields, object.bytes)
    }

    /// `DELETE` of an object, which succeeds whether it was there or not.
    mutating func delete(_ key: String) -> ServerReply {
        stored[key] = nil
        return ServerReply(204)
    }

    /// 412 when the client wants no object to stand at the key and one does.
    func existenceRefusal(_ key: String, _ head: RequestHead) -> ServerReply? {
        guard head.fields[.ifNoneMatch] == "*" else { return nil }
        guard features.obeysIfNoneMatch else {
            return S3XML.error(
                501, "NotImplemented", "A header you provided implies functionality that is not implemented.")
        }
        return stored[key] == nil
            ? nil : S3XML.error(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.")
    }
}
