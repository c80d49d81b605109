public import FerryCore
import FoundationEssentials
import HTTPTypes

/// Supabase Storage in memory: tus 1.0 with bucket and name in the metadata, and objects that are made when the last
/// byte has come. One bucket, `media`. (supabase.com/docs, "Resumable uploads".)
///
/// `POST` and `PATCH` are authorised, `HEAD` and `OPTIONS` of an upload are not. A wrong chunk size is a violation: "it
/// must be set to 6MB".
public struct SupabaseStore: ScriptedStorage {
    /// One upload, finished or not.
    struct Upload {
        var name: String
        var length: Int64
        var mediaType: String?
        /// The user's metadata as JSON.
        var metadata: [String: String]
        var bytes: [UInt8] = []
        var isFinished = false
        var isUpsert = false
        var gone: Int?
        var writer: Int?
        var expires: Timestamp
    }

    /// One finished object.
    struct Object {
        var bytes: [UInt8]
        var mediaType: String?
        var metadata: [String: String]
        var version: Int
    }

    /// The storage service's path.
    public let root = "/storage/v1/"
    /// The one bucket there is.
    public static let bucket = "media"

    var uploads: [String: Upload] = [:]
    var files: [String: Object] = [:]
    var writing: [Int: String] = [:]
    var lastVersion = 0
    let features: SupabaseFeatures
    /// What clients did that the protocol forbids, in plain words.
    public internal(set) var violations: [String] = []

    /// An empty bucket.
    public init(features: SupabaseFeatures = SupabaseFeatures()) { self.features = features }

    /// The objects of the bucket, ordered by path; the metadata is JSON.
    public var objects: [StoredObject] {
        files.map { name, object in
            let path = "/storage/v1/object/authenticated/\(Self.bucket)/\(PercentText.encode(name, keeping: "/"))"
            return StoredObject(path: path, bytes: object.bytes, metadata: GCSDocument.text(object.metadata))
        }.sorted { $0.path < $1.path }
    }

    /// Uploads that are begun and neither finished nor gone.
    public var unfinishedUploads: Int { uploads.values.count { !$0.isFinished && $0.gone == nil } }

    /// Puts an object of somebody else into the bucket.
    public mutating func plant(_ name: String, _ bytes: [UInt8], metadata: [String: String] = [:]) {
        lastVersion += 1
        files[name] = Object(bytes: bytes, mediaType: nil, metadata: metadata, version: lastVersion)
    }

    /// Takes the header of a request.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        if head.resource.hasPrefix("/storage/v1/object/") { return .reply(object(head)) }
        guard head.resource.hasPrefix("/storage/v1/upload/resumable") else { return .reply(ServerReply(404)) }
        if head.method == "OPTIONS" { return .reply(options) }
        guard head.fields[.tusResumable] == "1.0.0" else { return .reply(tus(412, [.tusVersion: "1.0.0"])) }
        if let id = uploads.keys.first(where: { head.resource == $0 }), uploads[id]?.isFinished == false,
            let expires = uploads[id]?.expires, expires < now
        {
            uploads[id]?.gone = 410
        }
        return switch head.method {
        case "POST": .reply(create(head, now))
        case "HEAD": .reply(offset(head))
        case "PATCH": append(head, request)
        case "DELETE": .reply(remove(head))
        default: .reply(tus(405))
        }
    }

    /// Bytes of a body came.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        if let id = writing[request] { uploads[id]?.bytes.append(contentsOf: bytes) }
        return nil
    }

    /// The body is over; every byte of it is kept. The last one makes the object, whether or not the client waits for it.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        guard let id = writing.removeValue(forKey: request), var upload = uploads[id] else { return ServerReply(500) }
        upload.writer = nil
        uploads[id] = upload
        guard Int64(upload.bytes.count) == upload.length else {
            return tus(
                204,
                [
                    .uploadOffset: "\(upload.bytes.count)",
                    .uploadExpires: now.advanced(bySeconds: features.lifeSeconds).httpDate,
                ])
        }
        return finish(id, upload)
    }

    /// The upload, or the object, is gone from now on.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        if let name = Self.name(in: head.resource) { files[name] = nil }
        uploads[head.resource]?.gone = status
        return tus(status)
    }

    /// A token that ran out, and a lock that was waited for in vain.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .expiredToken: refusal(403, "jwt expired", of: head)
        case .lockHeld: refusal(500, "failed to acquire lock before timeout", of: head)
        case .skewedClock(let seconds):
            ServerReply(403, [.date: now.advanced(bySeconds: Double(seconds)).httpDate], text: "\"iat\" claim")
        }
    }

    /// Lies in `Upload-Offset` and `Upload-Length`, and in the size that an object's description tells.
    public func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? {
        switch lie {
        case .offset(let count): return reply.adding(count, to: .uploadOffset)
        case .length(let count):
            if let changed = reply.adding(count, to: .uploadLength) { return changed }
            let text = String(decoding: reply.body, as: UTF8.self)
            guard let start = text.firstRange(of: "\"size\":")?.upperBound,
                let size = Int64(text[start...].prefix { $0.isNumber })
            else { return nil }
            var changed = reply
            changed.body = Array(text.replacing("\"size\":\(size)", with: "\"size\":\(size + count)").utf8)
            return changed
        }
    }

    // MARK: Words

    func tus(_ status: Int, _ fields: HTTPFields = [:], text: String = "") -> ServerReply {
        var reply = ServerReply(status, fields, text: text)
        reply.fields[.tusResumable] = "1.0.0"
        return reply
    }

    /// Refusals of uploads are plain texts with their status; those of the service's other routes are JSON in a 400.
    func refusal(_ status: Int, _ message: String, of head: RequestHead) -> ServerReply {
        if head.resource.hasPrefix("/storage/v1/upload/") { return tus(status, text: message) }
        let text = #"{"statusCode":"\#(status)","error":"refused","message":"\#(message)"}"#
        return ServerReply(400, [.contentType: "application/json; charset=utf-8"], text: text)
    }

    /// The object's name in a path of the service; `nil` for other paths and another bucket.
    static func name(in resource: String) -> String? {
        for route in ["info/", "authenticated/", ""] {
            let prefix = "/storage/v1/object/\(route)\(bucket)/"
            if resource.hasPrefix(prefix) { return RequestHead.decoded(resource.dropFirst(prefix.count)) }
        }
        return nil
    }
}
