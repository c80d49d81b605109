import FerryCore
import HTTPTypes

extension TusStore {
    /// `POST`: a new upload, whole, partial or joined from partial ones.
    mutating func create(_ head: RequestHead, _ request: Int, _ now: Timestamp) -> StorageOpening {
        if let refusal = versionRefusal(head) { return .reply(refusal) }
        guard head.resource == root else { return .reply(tus(404)) }
        let concat = features.concatenates ? head.fields[.uploadConcat] : nil
        if let concat, concat.hasPrefix("final;") { return .reply(join(concat, head)) }
        let length = head.fields[.uploadLength].flatMap { Int64($0) }
        let isDeferred = features.defersLength && head.fields[.uploadDeferLength] == "1"
        guard length.map({ $0 >= 0 }) ?? isDeferred else { return .reply(tus(400)) }
        guard length ?? 0 <= maxSize else { return .reply(tus(413)) }
        let bodyBytes = head.contentLength ?? 0
        guard bodyBytes == 0 || features.createsWithBody else { return .reply(tus(400)) }
        guard bodyBytes == 0 || isOffsetStream(head) else { return .reply(tus(415)) }
        guard bodyBytes <= length ?? maxSize else { return .reply(tus(413)) }
        lastID += 1
        let id = "\(root)u\(lastID)"
        var upload = Upload(path: id, length: length, metadata: head.fields[.uploadMetadata])
        upload.isPartial = concat == "partial"
        upload.concat = concat
        var created = tus(201, [.location: id])
        if let life = features.lifeSeconds {
            upload.expires = now.advanced(bySeconds: life)
            created.fields[.uploadExpires] = upload.expires?.httpDate
            created.fields[.date] = now.httpDate
        }
        guard bodyBytes > 0 else {
            uploads[id] = upload
            return .reply(created)
        }
        return write(upload, id, head, request, success: created)
    }

    /// Joins finished partial uploads; their URLs may be absolute.
    private mutating func join(_ concat: String, _ head: RequestHead) -> ServerReply {
        guard head.fields[.uploadLength] == nil else { return tus(400) }
        if features.joinsOnce, let made = uploads.values.first(where: { $0.concat == concat && $0.gone == nil }) {
            return tus(201, [.location: made.path])
        }
        var bytes: [UInt8] = []
        var parts: [String] = []
        for url in concat.dropFirst("final;".count).split(separator: " ") {
            guard let start = url.firstRange(of: root)?.lowerBound, let part = uploads[String(url[start...])],
                part.isPartial, part.isFinished
            else { return tus(400) }
            bytes += part.bytes
            parts.append(part.path)
        }
        guard Int64(bytes.count) <= maxSize else { return tus(413) }
        lastID += 1
        let id = "\(root)u\(lastID)"
        uploads[id] = Upload(
            path: id, length: Int64(bytes.count), metadata: head.fields[.uploadMetadata], bytes: bytes, concat: concat)
        if features.joinsOnce { for part in parts { uploads[part] = nil } }
        return tus(201, [.location: id])
    }
}
