import FerryCore
import HTTPTypes

extension RufhStore {
    /// `POST`: a new upload with none, some or all of its bytes.
    mutating func create(_ head: RequestHead, _ request: Int, _ version: Int) -> StorageOpening {
        guard head.resource == root else { return .reply(ServerReply(404)) }
        guard let completes = Self.boolean(head.fields[.uploadComplete]) else { return .reply(ServerReply(400)) }
        let bodyBytes = head.contentLength ?? 0
        let length = head.fields[.uploadLength].flatMap { Int64($0) }
        if let length, completes, length != bodyBytes {
            return .reply(Self.problem("inconsistent-upload-length", 400))
        }
        let total = completes ? bodyBytes : length
        if let most = features.limits["max-size"], total ?? bodyBytes > most { return .reply(ServerReply(413)) }
        if let least = features.limits["min-size"], let total, total < least { return .reply(ServerReply(400)) }
        if !completes, bodyBytes > 0, let refusal = sizeRefusal(bodyBytes, isLast: false) { return .reply(refusal) }
        if completes, let refusal = sizeRefusal(bodyBytes, isLast: true) { return .reply(refusal) }
        lastID += 1
        let id = "\(root)u\(lastID)"
        uploads[id] = Upload(
            path: id, length: total, disposition: head.fields[.contentDisposition],
            mediaType: head.fields[.contentType], reprDigest: head.fields[.reprDigest], writer: request)
        begin(head, id, request, version, completes: completes, isCreation: true)
        guard features.sendsInterim, bodyBytes > 0 else { return .take() }
        let first = limited([.uploadDraftInteropVersion: "\(version)", .location: id], version)
        return .take(interim: [ServerReply(104, first)])
    }

    /// `HEAD`: where an upload stands. A server may end a request under way for it, so a client must not ask then.
    mutating func offset(_ head: RequestHead, _ version: Int) -> ServerReply {
        guard let upload = uploads[head.resource] else { return ServerReply(404) }
        if let gone = upload.gone { return ServerReply(gone) }
        if upload.writer != nil { violations.append("HEAD for \(upload.path) while a request writes to it") }
        var reply = ServerReply(204, limited([.cacheControl: "no-store"], version))
        reply.fields[.uploadOffset] = "\(upload.bytes.count)"
        reply.fields[.uploadComplete] = upload.isComplete ? "?1" : "?0"
        reply.fields[.uploadLength] = upload.length.map { "\($0)" }
        if upload.isComplete, features.tellsDigest { reply.fields[.reprDigest] = Self.digest(upload.bytes) }
        return reply
    }

    /// `PATCH`: more bytes at the end, or the word that there are no more.
    mutating func append(_ head: RequestHead, _ request: Int, _ version: Int) -> StorageOpening {
        guard var upload = uploads[head.resource] else { return .reply(ServerReply(404)) }
        if let gone = upload.gone { return .reply(ServerReply(gone)) }
        guard head.fields[.contentType] == "application/partial-upload" else { return .reply(ServerReply(415)) }
        guard let offset = head.fields[.uploadOffset].flatMap({ Int64($0) }),
            let completes = Self.boolean(head.fields[.uploadComplete]), let bodyBytes = head.contentLength
        else { return .reply(ServerReply(400)) }
        let held = Int64(upload.bytes.count)
        guard upload.writer == nil else {
            violations.append("two writers at once for \(upload.path)")
            return .reply(ServerReply(409))
        }
        guard offset == held, !upload.isComplete else {
            violations.append("PATCH at \(offset) for \(upload.path), which stands at \(held)")
            return .reply(mismatch(expected: held, provided: offset, isComplete: upload.isComplete))
        }
        let end = held + bodyBytes
        let declared = head.fields[.uploadLength].flatMap { Int64($0) } ?? (completes ? end : nil)
        if let length = upload.length, end > length || declared.map({ $0 != length }) == true {
            return .reply(Self.problem("inconsistent-upload-length", 400))
        }
        if let most = features.limits["max-size"], end > most { return .reply(ServerReply(413)) }
        if let refusal = sizeRefusal(bodyBytes, isLast: completes) { return .reply(refusal) }
        upload.length = upload.length ?? declared
        upload.writer = request
        uploads[upload.path] = upload
        begin(head, upload.path, request, version, completes: completes, isCreation: false)
        return .take()
    }

    /// `DELETE`: the end of an upload.
    mutating func remove(_ head: RequestHead) -> ServerReply {
        guard let upload = uploads[head.resource], upload.gone == nil else { return ServerReply(404) }
        uploads[upload.path]?.gone = 404
        uploads[upload.path]?.bytes = []
        return ServerReply(204)
    }

    /// `GET`: the content of a complete object.
    func content(_ head: RequestHead) -> ServerReply {
        guard let upload = uploads[head.resource], upload.gone == nil, upload.isComplete else {
            return ServerReply(404)
        }
        var reply = ServerReply(200, [.contentType: upload.mediaType ?? "application/octet-stream"], upload.bytes)
        if features.tellsDigest { reply.fields[.reprDigest] = Self.digest(upload.bytes) }
        return reply
    }

    private mutating func begin(
        _ head: RequestHead, _ id: String, _ request: Int, _ version: Int, completes: Bool, isCreation: Bool
    ) {
        let start = uploads[id]?.bytes.count ?? 0
        writing[request] = Writing(
            id: id, start: start, version: version, completes: completes, isCreation: isCreation,
            contentDigest: head.fields[.contentDigest], told: start)
    }

    private func sizeRefusal(_ bodyBytes: Int64, isLast: Bool) -> ServerReply? {
        if let most = features.limits["max-append-size"], bodyBytes > most { return ServerReply(413) }
        if !isLast, let least = features.limits["min-append-size"], bodyBytes < least { return ServerReply(400) }
        return nil
    }

    private func mismatch(expected: Int64, provided: Int64, isComplete: Bool) -> ServerReply {
        var reply = Self.problem(
            "mismatching-upload-offset", 409, ",\"expected-offset\":\(expected),\"provided-offset\":\(provided)")
        reply.fields[.uploadOffset] = "\(expected)"
        reply.fields[.uploadComplete] = isComplete ? "?1" : "?0"
        return reply
    }

    /// A boolean of RFC 9651 section 3.3.6.
    private static func boolean(_ text: String?) -> Bool? {
        switch text {
        case "?1": true
        case "?0": false
        default: nil
        }
    }
}
