import FerryCore
import FoundationEssentials
import HTTPTypes

extension SupabaseStore {
    /// `OPTIONS`, which nobody needs to be authorised for.
    var options: ServerReply {
        tus(
            204,
            [
                .tusVersion: "1.0.0", .tusMaxSize: "\(features.maxBytes)",
                .tusExtension: "creation,creation-with-upload,creation-defer-length,termination,expiration",
            ])
    }

    /// Why a request may not write to a name; `nil` when it may. The signed endpoint wants its signature with every
    /// request, the other one a token with all but `HEAD`.
    func refusal(of head: RequestHead, name: String) -> ServerReply? {
        if head.resource.hasPrefix("/storage/v1/upload/resumable/sign") {
            let isSigned = head.fields[.signature] == features.signature
            return isSigned ? nil : refusal(400, "Missing x-signature header", of: head)
        }
        if let refused = authorisation(of: head) { return refused }
        for (prefix, refused) in features.refusals where name.hasPrefix(prefix) {
            return refusal(refused.status, refused.message, of: head)
        }
        return nil
    }

    /// Why a request's token does not count.
    func authorisation(of head: RequestHead) -> ServerReply? {
        guard let tokens = features.tokens else { return nil }
        let token = head.fields[.authorization].map { String($0.dropFirst("Bearer ".count)) }
        return token.map(tokens.contains) == true ? nil : refusal(403, "jwt expired", of: head)
    }

    /// `POST`: a new upload.
    mutating func create(_ head: RequestHead, _ now: Timestamp) -> ServerReply {
        let metadata = Self.metadata(head.fields[.uploadMetadata] ?? "")
        guard let name = metadata["objectName"], !name.isEmpty, let bucket = metadata["bucketName"] else {
            return tus(400, text: "The resource metadata is required")
        }
        if let refused = refusal(of: head, name: name) { return refused }
        guard bucket == Self.bucket else { return tus(404, text: "Bucket not found") }
        guard let length = head.fields[.uploadLength].flatMap({ Int64($0) }), length >= 0 else { return tus(400) }
        let isUpsert = head.fields[.upsert] == "true"
        guard isUpsert || files[name] == nil else { return tus(409, text: "The resource already exists") }
        if head.contentLength ?? 0 > 0 { violations.append("bytes with the creation") }
        lastVersion += 1
        let encoded = Data("\(bucket)/\(name)/SECRET-\(lastVersion)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let id = "\(head.resource)/\(encoded)"
        let user = metadata["metadata"].flatMap {
            try? JSONDecoder().decode([String: String].self, from: Data($0.utf8))
        }
        uploads[id] = Upload(
            name: name, length: length, mediaType: metadata["contentType"], metadata: user ?? [:],
            isUpsert: isUpsert, expires: now.advanced(bySeconds: features.lifeSeconds))
        let location = "http://\(head.fields[.host] ?? "localhost")\(id)"
        return tus(
            201,
            [.location: location, .uploadExpires: now.advanced(bySeconds: features.lifeSeconds).httpDate])
    }

    /// `HEAD`: where an upload stands; for everybody, unless it is a signed one.
    func offset(_ head: RequestHead) -> ServerReply {
        guard let upload = uploads[head.resource] else { return tus(404) }
        if let gone = upload.gone { return tus(gone) }
        if head.resource.contains("/sign/"), let refused = refusal(of: head, name: upload.name) { return refused }
        return tus(
            200,
            [
                .uploadOffset: "\(upload.bytes.count)", .uploadLength: "\(upload.length)",
                .uploadExpires: upload.expires.httpDate,
            ])
    }

    /// `PATCH`: the next chunk, authorised anew.
    mutating func append(_ head: RequestHead, _ request: Int) -> StorageOpening {
        guard let upload = uploads[head.resource] else { return .reply(tus(404)) }
        if let gone = upload.gone { return .reply(tus(gone)) }
        if let refused = refusal(of: head, name: upload.name) { return .reply(refused) }
        let isUpsert = head.fields[.upsert] == "true"
        if !isUpsert, files[upload.name] != nil { return .reply(tus(409, text: "The resource already exists")) }
        guard head.fields[.contentType] == "application/offset+octet-stream" else { return .reply(tus(415)) }
        guard upload.writer == nil else {
            violations.append("two writers at once for \(upload.name)")
            return .reply(tus(423))
        }
        let count = head.contentLength ?? -1
        guard head.fields[.uploadOffset].flatMap({ Int64($0) }) == Int64(upload.bytes.count) else {
            violations.append("PATCH at a wrong offset for \(upload.name)")
            return .reply(tus(409, text: "Upload-Offset conflict"))
        }
        let end = Int64(upload.bytes.count) + count
        guard count >= 0, end <= upload.length else { return .reply(tus(413)) }
        guard end <= features.maxBytes else { return .reply(tus(413, text: "Maximum size exceeded")) }
        let begins = Int64(upload.bytes.count) % features.chunkBytes == 0
        if begins, count != features.chunkBytes, end != upload.length {
            violations.append("a chunk of \(count) bytes that is not the last")
        }
        uploads[head.resource]?.writer = request
        uploads[head.resource]?.isUpsert = isUpsert
        writing[request] = head.resource
        return .take()
    }

    /// All bytes are there: the object is made, unless that is refused.
    mutating func finish(_ id: String, _ upload: Upload) -> ServerReply {
        if let refused = features.lastRefusal { return tus(refused.status, text: refused.message) }
        guard upload.isUpsert || files[upload.name] == nil else { return tus(409, text: "The resource already exists") }
        lastVersion += 1
        files[upload.name] = Object(
            bytes: upload.bytes, mediaType: upload.mediaType, metadata: upload.metadata, version: lastVersion)
        uploads[id]?.isFinished = true
        return tus(204, [.uploadOffset: "\(upload.bytes.count)", .complete: "1"])
    }

    /// `DELETE`: the end of an upload; a finished one stays.
    mutating func remove(_ head: RequestHead) -> ServerReply {
        guard let upload = uploads[head.resource], upload.gone == nil else { return tus(404) }
        if let refused = refusal(of: head, name: upload.name) { return refused }
        guard !upload.isFinished else { return tus(400) }
        uploads[head.resource]?.gone = 410
        return tus(204)
    }

    private static func metadata(_ field: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in field.split(separator: ",") {
            let parts = pair.split(separator: " ")
            guard let key = parts.first else { continue }
            let value = parts.dropFirst().first.flatMap { Data(base64Encoded: String($0)) } ?? Data()
            pairs[String(key)] = String(decoding: value, as: UTF8.self)
        }
        return pairs
    }
}

extension HTTPField.Name {
    static let upsert = name("x-upsert")
    static let signature = name("x-signature")
    static let complete = name("Tus-Complete")
}
