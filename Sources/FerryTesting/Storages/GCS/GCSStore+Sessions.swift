import HTTPTypes

extension GCSStore {
    /// `POST …/o?uploadType=resumable`: a new session, when its metadata has come.
    mutating func openCreation(_ head: RequestHead, _ request: Int) -> StorageOpening {
        guard head.resource == "/upload/storage/v1/b/\(Self.bucket)/o" else {
            return .reply(Self.error(404, "notFound", "The specified bucket does not exist."))
        }
        guard head.query("uploadType") == "resumable", let name = head.query("name"), !name.isEmpty else {
            return .reply(Self.error(400, "required", "Required"))
        }
        let match = head.query("ifGenerationMatch").flatMap { Int64($0) }
        if isContradicted(match, name) { return .reply(Self.precondition) }
        guard head.fields[.contentType]?.hasPrefix("application/json") == true else {
            return .reply(Self.error(400, "badRequest", "metadata must be JSON"))
        }
        let host = head.fields[.host] ?? "localhost"
        writing[request] = .metadata(name: name, generationMatch: match, host: host, bytes: [])
        return .take()
    }

    mutating func create(_ name: String, _ match: Int64?, host: String, _ json: [UInt8]) -> ServerReply {
        guard let metadata = GCSDocument(json) else { return Self.error(400, "parseError", "Parse Error") }
        lastID += 1
        let id = "SECRET-SESSION-\(lastID)"
        sessions[id] = Session(name: name, metadata: metadata, generationMatch: match)
        let location = "http://\(host)/upload/storage/v1/b/\(Self.bucket)/o?uploadType=resumable&upload_id=\(id)"
        return ServerReply(200, [.location: location])
    }

    /// A request to a session: bytes, a question, or the end.
    mutating func openSession(_ id: String, _ head: RequestHead, _ request: Int) -> StorageOpening {
        guard let session = sessions[id] else { return .reply(Self.error(404, "notFound", "Not Found")) }
        if let gone = session.gone { return .reply(Self.error(gone, "gone", "Gone")) }
        if session.writer != nil { violations.append("two writers at once for \(session.name)") }
        if session.isFinished, features.forgetsFinished { return .reply(Self.error(404, "notFound", "Not Found")) }
        if head.method == "DELETE" { return .reply(cancel(id)) }
        guard head.method == "PUT", let text = head.fields[.contentRange], let range = GCSContentRange(text) else {
            return .reply(Self.error(400, "badRequest", "Failed to parse Content-Range header."))
        }
        if session.isFinished { return .reply(description(session.name)) }
        if let total = range.total, total < Int64(session.bytes.count) {
            return .reply(Self.error(400, "badRequest", "Invalid total"))
        }
        guard let start = range.start else {
            sessions[id]?.hash = head.fields[.hash]
            return .reply(answer(id, total: range.total))
        }
        return openChunk(id, head, request, start: start, range)
    }

    private mutating func openChunk(
        _ id: String, _ head: RequestHead, _ request: Int, start: Int64, _ range: GCSContentRange
    ) -> StorageOpening {
        let kept = Int64(sessions[id]?.bytes.count ?? 0)
        guard head.contentLength == range.end - start else {
            return .reply(Self.error(400, "badRequest", "Content-Length and Content-Range differ"))
        }
        if range.total != range.end, (range.end - start) % (256 << 10) != 0, start % (256 << 10) == 0 {
            violations.append("a chunk of \(range.end - start) bytes that is not the last")
            return .reply(Self.error(400, "badRequest", "chunks are multiples of 262144 bytes"))
        }
        if start > kept {
            violations.append("PUT at \(start) for a session that stands at \(kept)")
            return .reply(Self.error(400, "mismatched_content_start", "mismatched content start"))
        }
        if start < kept, features.refusesOverlap {
            return .reply(Self.error(400, "mismatched_content_start", "mismatched content start"))
        }
        sessions[id]?.writer = request
        sessions[id]?.hash = head.fields[.hash]
        writing[request] = .chunk(id: id, skipping: Int(kept - start), total: range.total)
        return .take()
    }

    mutating func closeChunk(_ id: String, total: Int64?, isWhole: Bool) -> ServerReply {
        sessions[id]?.writer = nil
        guard let session = sessions[id] else { return ServerReply(404) }
        if isWhole, let total, Int64(session.bytes.count) == total { return answer(id, total: total) }
        sessions[id]?.bytes.removeLast(session.bytes.count % features.granularity)
        return answer(id, total: nil)
    }

    /// The finished object, or where the session stands.
    private mutating func answer(_ id: String, total: Int64?) -> ServerReply {
        guard let session = sessions[id] else { return ServerReply(404) }
        if total == Int64(session.bytes.count) { return finish(id, session) }
        var reply = ServerReply(features.overridesStatus ? 200 : 308)
        if features.overridesStatus { reply.fields[.statusOverride] = "308" }
        if !session.bytes.isEmpty {
            reply.fields[.range] = "bytes=0-\(session.bytes.count - 1)"
        } else if features.saysOneByteForNone {
            reply.fields[.range] = "bytes=0-0"
        }
        return reply
    }

    private mutating func finish(_ id: String, _ session: Session) -> ServerReply {
        if isContradicted(session.generationMatch, session.name) {
            sessions[id]?.gone = 410
            return Self.precondition
        }
        let crc = Digests.base64(Digests.digest("crc32c", of: session.bytes) ?? [])
        if features.comparesHash, let hash = session.hash, hash != "crc32c=\(crc)" {
            sessions[id]?.gone = 410
            return Self.error(400, "invalid", "Provided CRC32C does not match calculated CRC32C")
        }
        lastGeneration += 1
        files[session.name] = Object(
            bytes: session.bytes, metadata: session.metadata, generation: lastGeneration)
        sessions[id]?.isFinished = true
        return description(session.name)
    }

    private mutating func cancel(_ id: String) -> ServerReply {
        guard !features.refusesCancel else { return ServerReply(501) }
        sessions[id] = nil
        return ServerReply(499)
    }

    /// Whether the object that stands at the name is another one than the client looked at; generation 0 is none.
    private func isContradicted(_ match: Int64?, _ name: String) -> Bool {
        match.map { $0 != files[name]?.generation ?? 0 } ?? false
    }

    private static var precondition: ServerReply {
        error(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")
    }
}

/// `Content-Range` of a request: `bytes A-B/TOTAL`, `bytes A-B/*`, `bytes */TOTAL` or `bytes */*`.
struct GCSContentRange {
    /// First byte; `nil` when no bytes come.
    var start: Int64?
    /// The byte after the last.
    var end: Int64 = 0
    var total: Int64?

    init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst("bytes ".count).split(separator: "/")
        guard parts.count == 2, parts[1] == "*" || Int64(parts[1]) != nil else { return nil }
        total = Int64(parts[1])
        guard parts[0] != "*" else { return }
        let ends = parts[0].split(separator: "-").compactMap { Int64($0) }
        guard ends.count == 2, ends[0] <= ends[1], ends[1] < total ?? .max else { return nil }
        start = ends[0]
        end = ends[1] + 1
    }
}

extension HTTPField.Name {
    static let hash = name("x-goog-hash")
    static let statusOverride = name("X-HTTP-Status-Code-Override")
    static let host = name("Host")
}
