public import FerryCore
import HTTPTypes

/// An honest server of the IETF's resumable uploads in memory (draft-ietf-httpbis-resumable-upload, interop 8 and 6).
///
/// `POST /rufh/` creates; the upload's URL is also where `GET` finds the finished object. Every byte of a body that breaks
/// off is kept, unless a `Content-Digest` came with it. Only `Upload-Complete` completes an upload, never its length.
public struct RufhStore: ScriptedStorage {
    /// One upload, finished or not.
    struct Upload {
        var path: String
        var length: Int64?
        var disposition: String?
        var mediaType: String?
        var reprDigest: String?
        var bytes: [UInt8] = []
        var isComplete = false
        /// The request that writes now.
        var writer: Int?
        /// The status of every request for it, once it is gone.
        var gone: Int?
    }

    /// A request whose body is under way.
    struct Writing {
        var id: String
        var start: Int
        var version: Int
        var completes: Bool
        var isCreation: Bool
        var contentDigest: String?
        /// The offset that the last 104 told.
        var told: Int
    }

    /// The folder of uploads.
    public let root = "/rufh/"

    var uploads: [String: Upload] = [:]
    var writing: [Int: Writing] = [:]
    /// What clients did that the drafts forbid, in plain words.
    public internal(set) var violations: [String] = []
    let features: RufhFeatures
    var lastID = 0

    /// An empty server.
    public init(features: RufhFeatures = RufhFeatures()) { self.features = features }

    /// The objects that are complete.
    public var objects: [StoredObject] {
        uploads.values.filter { $0.isComplete && $0.gone == nil }
            .map { StoredObject(path: $0.path, bytes: $0.bytes, metadata: $0.disposition) }
            .sorted { $0.path < $1.path }
    }

    /// Uploads that are begun and neither complete nor gone.
    public var unfinishedUploads: Int { uploads.values.count { !$0.isComplete && $0.gone == nil } }

    /// Takes the header of a request.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        if head.method == "GET", head.fields[.uploadDraftInteropVersion] == nil { return .reply(content(head)) }
        guard let version = head.fields[.uploadDraftInteropVersion].flatMap({ Int($0) }),
            features.versions.contains(version)
        else { return .reply(ServerReply(head.method == "OPTIONS" ? 204 : 400)) }
        var opening: StorageOpening =
            switch head.method {
            case "OPTIONS": .reply(ServerReply(204, limited([.acceptPatch: "application/partial-upload"], version)))
            case "POST": create(head, request, version)
            case "HEAD": .reply(offset(head, version))
            case "PATCH": append(head, request, version)
            case "DELETE": .reply(remove(head))
            case "GET": .reply(content(head))
            default: .reply(ServerReply(405))
            }
        if case .reply(var reply) = opening {
            reply.fields[.uploadDraftInteropVersion] = "\(version)"
            opening = .reply(reply)
        }
        return opening
    }

    /// Bytes of a body came; every so often the client is told what is safe.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        guard let end = writing[request] else { return nil }
        uploads[end.id]?.bytes.append(contentsOf: bytes)
        let held = uploads[end.id]?.bytes.count ?? 0
        guard features.sendsInterim, end.contentDigest == nil, held - end.told >= features.interimEvery else {
            return nil
        }
        writing[request]?.told = held
        return ServerReply(
            104, [.uploadDraftInteropVersion: "\(end.version)", .uploadOffset: "\(held)"])
    }

    /// The body is over, whole or not; the upload is free for another writer.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        guard let end = writing.removeValue(forKey: request), var upload = uploads[end.id], upload.writer == request
        else { return ServerReply(500) }
        upload.writer = nil
        defer { uploads[end.id] = upload }
        if let digest = end.contentDigest, !isWhole || digest != Self.digest(Array(upload.bytes[end.start...])) {
            upload.bytes.removeSubrange(end.start...)
            return ServerReply(400, [.uploadOffset: "\(upload.bytes.count)", .uploadComplete: "?0"])
        }
        guard isWhole else { return ServerReply(400) }
        return finish(&upload, end)
    }

    private func finish(_ upload: inout Upload, _ end: Writing) -> ServerReply {
        let version: HTTPFields = [.uploadDraftInteropVersion: "\(end.version)"]
        guard end.completes else {
            var reply = ServerReply(end.isCreation ? 201 : 204, limited(version, end.version))
            reply.fields[.uploadOffset] = "\(upload.bytes.count)"
            reply.fields[.uploadComplete] = "?0"
            if end.isCreation { reply.fields[.location] = upload.path }
            return reply
        }
        if let length = upload.length, length != Int64(upload.bytes.count) {
            return Self.problem("inconsistent-upload-length", 400, ",\"title\":\"the body is not as long as said\"")
        }
        if let digest = upload.reprDigest, digest != Self.digest(upload.bytes) {
            // The answer of the target itself: the upload is over and was refused.
            upload.gone = 410
            var refusal = Self.problem("digest-mismatched-values", 400)
            refusal.fields[.uploadComplete] = "?1"
            return refusal
        }
        upload.isComplete = true
        var reply = ServerReply(end.isCreation ? 201 : 200, version)
        reply.fields[.uploadComplete] = "?1"
        reply.fields[.uploadOffset] = "\(upload.bytes.count)"
        reply.fields[.location] = upload.path
        if features.tellsDigest { reply.fields[.reprDigest] = Self.digest(upload.bytes) }
        return reply
    }

    /// An upload is gone from now on; what never was is answered the same.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        uploads[head.resource]?.gone = status
        return ServerReply(status)
    }

    /// 409 while another request writes, with the offset as it stands.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .lockHeld: ServerReply(409, [.retryAfter: "0"])
        case .expiredToken: ServerReply(401, [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
        case .skewedClock(let seconds): ServerReply(403, [.date: now.advanced(bySeconds: Double(seconds)).httpDate])
        }
    }

    func limited(_ fields: HTTPFields, _ version: Int) -> HTTPFields {
        var fields = fields
        fields[.uploadLimit] = features.limit(for: version)
        return fields
    }

    static func digest(_ bytes: [UInt8]) -> String {
        "sha-256=:\(Digests.base64(Digests.digest("sha256", of: bytes) ?? [])):"
    }

    static func problem(_ name: String, _ status: Int, _ more: String = "") -> ServerReply {
        let type = "https://iana.org/assignments/http-problem-types#\(name)"
        return ServerReply(
            status, [.contentType: "application/problem+json"], text: "{\"type\":\"\(type)\"\(more)}")
    }
}

extension HTTPField.Name {
    static let acceptPatch = name("Accept-Patch")
}
