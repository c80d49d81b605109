import FerryCore
import HTTPTypes

extension S3Store {
    /// `GET ?uploadId=`: one page of parts.
    func listParts(_ id: String, _ head: RequestHead) -> ServerReply {
        guard let upload = uploads[id] else {
            return S3XML.error(404, "NoSuchUpload", "The upload does not exist.")
        }
        let marker = head.query("part-number-marker").flatMap { Int($0) } ?? 0
        let most = min(features.pageSize, head.query("max-parts").flatMap { Int($0) } ?? 1000)
        let after = upload.parts.filter { $0.key > marker }.sorted { $0.key < $1.key }
        let page = after.prefix(most)
        let parts = page.map { number, part in
            let checksum = part.checksum.map { S3XML.element("Checksum\($0.algorithm.uppercased())", $0.value) }
            return "<Part>\(S3XML.element("PartNumber", "\(number)"))\(S3XML.element("ETag", part.etag))"
                + "\(S3XML.element("Size", "\(part.bytes.count)"))\(checksum ?? "")</Part>"
        }
        let isTruncated = after.count > page.count
        return S3XML.document(
            "ListPartsResult",
            S3XML.element("Bucket", features.bucket) + S3XML.element("Key", upload.key)
                + S3XML.element("UploadId", id) + S3XML.element("PartNumberMarker", "\(marker)")
                + S3XML.element("NextPartNumberMarker", page.last.map { "\($0.key)" })
                + S3XML.element("MaxParts", "\(most)") + S3XML.element("IsTruncated", "\(isTruncated)")
                + S3XML.element("ChecksumAlgorithm", upload.checksum?.algorithm.uppercased())
                + S3XML.element("ChecksumType", upload.checksum?.type) + parts.joined())
    }

    /// `GET ?uploads`: one page of the uploads whose key begins with the prefix.
    func listUploads(_ head: RequestHead) -> ServerReply {
        let prefix = head.query("prefix") ?? ""
        let marker = (head.query("key-marker") ?? "", head.query("upload-id-marker") ?? "")
        let most = min(features.pageSize, head.query("max-uploads").flatMap { Int($0) } ?? 1000)
        let after = uploads.filter { $0.value.key.hasPrefix(prefix) && ($0.value.key, $0.key) > marker }
            .sorted { ($0.value.key, $0.key) < ($1.value.key, $1.key) }
        let page = after.prefix(most)
        let rows = page.map { id, upload in
            "<Upload>\(S3XML.element("Key", upload.key))\(S3XML.element("UploadId", id))"
                + "\(S3XML.element("Initiated", upload.initiated.description))</Upload>"
        }
        let isTruncated = after.count > page.count
        let next = isTruncated ? page.last : nil
        return S3XML.document(
            "ListMultipartUploadsResult",
            S3XML.element("Bucket", features.bucket) + S3XML.element("Prefix", prefix)
                + S3XML.element("NextKeyMarker", next?.value.key) + S3XML.element("NextUploadIdMarker", next?.key)
                + S3XML.element("IsTruncated", "\(isTruncated)") + rows.joined())
    }

    /// `GET ?list-type=2`: one page of the objects whose key begins with the prefix.
    func listObjects(_ head: RequestHead) -> ServerReply {
        let prefix = head.query("prefix") ?? ""
        let marker = head.query("continuation-token") ?? head.query("start-after") ?? ""
        let most = min(features.pageSize, head.query("max-keys").flatMap { Int($0) } ?? 1000)
        let after = stored.filter { $0.key.hasPrefix(prefix) && $0.key > marker }.sorted { $0.key < $1.key }
        let page = after.prefix(most)
        let isEncoded = head.query("encoding-type") == "url"
        let rows = page.map { key, object in
            "<Contents>\(S3XML.element("Key", isEncoded ? PercentText.encode(key, keeping: "/") : key))\(S3XML.element("ETag", object.etag))"
                + "\(S3XML.element("LastModified", "2026-05-01T12:00:00.000Z"))"
                + "\(S3XML.element("Size", "\(object.bytes.count)"))</Contents>"
        }
        let isTruncated = after.count > page.count
        return S3XML.document(
            "ListBucketResult",
            S3XML.element("Name", features.bucket) + S3XML.element("Prefix", prefix)
                + (isEncoded ? S3XML.element("EncodingType", "url") : "")
                + S3XML.element("KeyCount", "\(page.count)") + S3XML.element("IsTruncated", "\(isTruncated)")
                + S3XML.element("NextContinuationToken", isTruncated ? page.last?.key : nil) + rows.joined())
    }
}
