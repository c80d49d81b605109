import FerryCore
import HTTPTypes

extension TusStore {
    /// `OPTIONS`: what the server can do.
    var options: ServerReply {
        var reply = tus(
            204, [.tusVersion: "1.0.0", .tusMaxSize: "\(maxSize)", .tusExtension: features.extensions])
        if !features.checksums.isEmpty {
            reply.fields[.tusChecksumAlgorithm] = features.checksums.joined(separator: ",")
        }
        if features.joinsOnce { reply.fields[.ferryJoining] = "once" }
        return reply
    }

    /// `HEAD`: where an upload stands.
    func offset(_ head: RequestHead, _ now: Timestamp) -> ServerReply {
        if let refusal = versionRefusal(head) ?? missing(head) { return refusal }
        guard let upload = uploads[head.resource] else { return tus(404) }
        var reply = tus(200, [.uploadOffset: "\(upload.bytes.count)", .cacheControl: "no-store"])
        if let length = upload.length {
            reply.fields[.uploadLength] = "\(length)"
        } else {
            reply.fields[.uploadDeferLength] = "1"
        }
        if let metadata = upload.metadata { reply.fields[.uploadMetadata] = metadata }
        if let concat = upload.concat { reply.fields[.uploadConcat] = concat }
        if upload.isFinished {
            reply.fields[.reprDigest] = reprDigest?(upload.bytes)
        } else {
            reply.fields[.uploadExpires] = upload.expires?.httpDate
            reply.fields[.date] = now.httpDate
        }
        return reply
    }

    /// `PATCH`: more bytes at the end.
    mutating func append(_ head: RequestHead, _ request: Int) -> StorageOpening {
        if let refusal = versionRefusal(head) ?? missing(head) { return .reply(refusal) }
        let id = head.resource
        guard var upload = uploads[id] else { return .reply(tus(404)) }
        guard isOffsetStream(head) else { return .reply(tus(415)) }
        guard let offset = head.fields[.uploadOffset].flatMap({ Int64($0) }), let bodyBytes = head.contentLength else {
            return .reply(tus(400))
        }
        if upload.concat?.hasPrefix("final") == true { return .reply(tus(403)) }
        guard upload.writer == nil else {
            violations.append("two writers at once for \(id)")
            return .reply(tus(423))
        }
        guard offset == Int64(upload.bytes.count) else {
            violations.append("PATCH at \(offset) for \(id), which stands at \(upload.bytes.count)")
            return .reply(tus(409, [.uploadOffset: "\(upload.bytes.count)"]))
        }
        let declared = head.fields[.uploadLength].flatMap { Int64($0) }
        if let length = upload.length, let declared, declared != length { return .reply(tus(400)) }
        upload.length = upload.length ?? declared
        guard offset + bodyBytes <= upload.length ?? maxSize else { return .reply(tus(413)) }
        return write(upload, id, head, request, success: tus(204))
    }

    /// `DELETE`: the end of an upload.
    mutating func remove(_ head: RequestHead) -> ServerReply {
        if let refusal = versionRefusal(head) ?? missing(head) { return refusal }
        guard features.terminates else { return tus(405) }
        uploads[head.resource]?.gone = 410
        uploads[head.resource]?.bytes = []
        return tus(204)
    }

    /// `GET`: the content of a finished object.
    func content(_ head: RequestHead) -> ServerReply {
        if let refusal = missing(head) { return refusal }
        guard let upload = uploads[head.resource], upload.isFinished else { return ServerReply(404) }
        var reply = ServerReply(200, [.contentType: upload.contentType ?? "application/octet-stream"], upload.bytes)
        if let digest = reprDigest?(upload.bytes) { reply.fields[.reprDigest] = digest }
        return reply
    }

    /// `PUT` of a whole object at any path, which is no part of tus.
    mutating func put(_ head: RequestHead, _ request: Int) -> StorageOpening {
        guard let length = head.contentLength else { return .reply(ServerReply(411)) }
        guard length <= maxSize else { return .reply(ServerReply(413)) }
        let id = head.resource
        guard uploads[id]?.writer == nil else {
            violations.append("two writers at once for \(id)")
            return .reply(ServerReply(409))
        }
        let upload = Upload(path: id, length: length, contentType: head.fields[.contentType])
        return write(upload, id, head, request, success: ServerReply(201))
    }

    /// The body of a request goes to an upload, once its checksum is one the server knows.
    mutating func write(
        _ upload: Upload, _ id: String, _ head: RequestHead, _ request: Int, success: ServerReply
    ) -> StorageOpening {
        var end = Writing(id: id, start: upload.bytes.count, success: success)
        if let text = head.fields[.uploadChecksum], !features.checksums.isEmpty {
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 2, features.checksums.contains(parts[0]) else { return .reply(tus(400)) }
            end.checksum = (parts[0], parts[1])
        }
        writing[request] = end
        uploads[id] = upload
        uploads[id]?.writer = request
        return .take()
    }

    func isOffsetStream(_ head: RequestHead) -> Bool {
        head.fields[.contentType] == "application/offset+octet-stream"
    }
}
