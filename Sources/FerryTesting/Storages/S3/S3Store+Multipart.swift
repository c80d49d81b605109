import FerryCore
import HTTPTypes

extension S3Store {
    private static let noUpload = S3XML.error(404, "NoSuchUpload", "The upload does not exist.")

    /// `POST ?uploads`: a new upload.
    mutating func initiate(_ key: String, _ head: RequestHead, _ now: Timestamp) -> ServerReply {
        var upload = Upload(key: key, fields: Self.kept(head.fields), initiated: now)
        var told = HTTPFields()
        if let algorithm = head.fields[.name("x-amz-checksum-algorithm")] {
            guard features.checksums.contains(algorithm.lowercased()) else {
                return S3XML.error(501, "NotImplemented", "The checksum algorithm is not implemented.")
            }
            let usual = algorithm.lowercased() == "crc64nvme" ? "FULL_OBJECT" : "COMPOSITE"
            let type = head.fields[.name("x-amz-checksum-type")] ?? usual
            guard type != "FULL_OBJECT" || algorithm.lowercased().hasPrefix("crc"),
                type != "COMPOSITE" || algorithm.lowercased() != "crc64nvme"
            else { return S3XML.error(400, "InvalidRequest", "The checksum type does not fit the algorithm.") }
            upload.checksum = Checksum(algorithm: algorithm.lowercased(), value: "", type: type)
            told = [
                .name("x-amz-checksum-algorithm"): algorithm.uppercased(), .name("x-amz-checksum-type"): type,
            ]
        }
        let id = newUploadID()
        uploads[id] = upload
        var reply = S3XML.document(
            "InitiateMultipartUploadResult",
            S3XML.element("Bucket", features.bucket) + S3XML.element("Key", key) + S3XML.element("UploadId", id))
        for field in told { reply.fields.append(field) }
        return reply
    }

    /// `PUT ?partNumber=&uploadId=`: a part, in the place of the one that had its number.
    mutating func putPart(_ id: String, _ came: Collecting) -> ServerReply {
        guard let upload = uploads[id] else { return Self.noUpload }
        guard let number = came.head.query("partNumber").flatMap({ Int($0) }), (1...10_000).contains(number) else {
            return S3XML.error(400, "InvalidArgument", "Part number must be an integer between 1 and 10000.")
        }
        guard upload.key == key(came.head) else { return Self.noUpload }
        let checksum = Self.sentChecksum(came.head.fields)
        if let wanted = upload.checksum, wanted.algorithm != checksum?.algorithm {
            return S3XML.error(
                400, "InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: \(wanted.algorithm).")
        }
        let part = Part(bytes: came.bytes, md5: Digests.digest("md5", of: came.bytes) ?? [], checksum: checksum)
        uploads[id]?.parts[number] = part
        var reply = ServerReply(200, [.eTag: part.etag])
        if let checksum { reply.fields[.name("x-amz-checksum-\(checksum.algorithm)")] = checksum.value }
        return reply
    }

    /// `DELETE ?uploadId=`.
    mutating func abort(_ id: String) -> ServerReply {
        uploads.removeValue(forKey: id) == nil ? Self.noUpload : ServerReply(204)
    }

    /// `POST ?uploadId=`: the object of the parts that the body names.
    mutating func complete(_ id: String, _ key: String, _ came: Collecting) -> ServerReply {
        guard let upload = uploads[id], upload.key == key else { return Self.noUpload }
        let named = S3Completion.named(in: String(decoding: came.bytes, as: UTF8.self))
        if let refusal = partsRefusal(named, upload) ?? existenceRefusal(key, came.head) { return refusal }
        let parts = named.compactMap { upload.parts[$0.number] }
        let bytes = parts.flatMap(\.bytes)
        if let size = came.head.fields[.name("x-amz-mp-object-size")], Int(size) != bytes.count {
            return S3XML.error(400, "InvalidRequest", "The object size is not what was said.")
        }
        let checksum = upload.checksum.flatMap { S3Completion.checksum($0, of: parts, bytes) }
        if let sent = Self.sentChecksum(came.head.fields), sent.value != checksum?.value {
            return S3XML.error(400, "BadDigest", "The checksum is not the object's.")
        }
        let md5 = Digests.digest("md5", of: parts.flatMap(\.md5)) ?? []
        let object = Object(
            bytes: bytes, etag: "\"\(Digests.hex(md5))-\(parts.count)\"", fields: upload.fields, checksum: checksum)
        uploads[id] = nil
        stored[key] = object
        return completed(key, object)
    }

    private func completed(_ key: String, _ object: Object) -> ServerReply {
        let checksum = object.checksum.map {
            S3XML.element("Checksum\($0.algorithm.uppercased())", $0.value) + S3XML.element("ChecksumType", $0.type)
        }
        return S3XML.document(
            "CompleteMultipartUploadResult",
            S3XML.element("Location", root + key) + S3XML.element("Bucket", features.bucket)
                + S3XML.element("Key", key) + S3XML.element("ETag", object.etag) + (checksum ?? ""))
    }

    private func partsRefusal(_ named: [S3Completion.Named], _ upload: Upload) -> ServerReply? {
        guard !named.isEmpty else { return S3XML.error(400, "MalformedXML", "The XML was not well-formed.") }
        guard zip(named, named.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            return S3XML.error(400, "InvalidPartOrder", "The list of parts was not in ascending order.")
        }
        for it in named {
            guard let part = upload.parts[it.number], it.etag == part.etag || "\"\(it.etag)\"" == part.etag,
                it.checksum == nil || it.checksum == part.checksum?.value
            else { return S3XML.error(400, "InvalidPart", "A part could not be found or is another.") }
            let isLast = it.number == named.last?.number
            guard isLast || part.bytes.count >= features.minPartBytes else {
                return S3XML.error(400, "EntityTooSmall", "A part is smaller than the minimum.")
            }
        }
        return nil
    }
}

/// What a request to complete an upload names, and the checksum that follows from its parts.
enum S3Completion {
    /// One part of the list.
    struct Named {
        var number: Int
        var etag: String
        var checksum: String?
    }

    /// The parts that a body lists, in its order; those it cannot read are left out.
    static func named(in text: String) -> [Named] {
        S3XML.values("Part", in: text).compactMap { part in
            guard let number = S3XML.values("PartNumber", in: part).first.flatMap({ Int($0) }),
                let etag = S3XML.values("ETag", in: part).first
            else { return nil }
            let checksums = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]
                .compactMap { S3XML.values("Checksum\($0)", in: part).first }
            return Named(number: number, etag: etag, checksum: checksums.first)
        }
    }

    /// The checksum of an object: over all its bytes, or over the checksums of its parts.
    static func checksum(_ wanted: S3Store.Checksum, of parts: [S3Store.Part], _ bytes: [UInt8]) -> S3Store.Checksum? {
        var checksum = wanted
        if wanted.type == "FULL_OBJECT" {
            guard let digest = Digests.digest(wanted.algorithm, of: bytes) else { return nil }
            checksum.value = Digests.base64(digest)
        } else {
            let digests = parts.flatMap { Digests.digest(wanted.algorithm, of: $0.bytes) ?? [] }
            guard let digest = Digests.digest(wanted.algorithm, of: digests) else { return nil }
            checksum.value = "\(Digests.base64(digest))-\(parts.count)"
        }
        return checksum
    }
}
