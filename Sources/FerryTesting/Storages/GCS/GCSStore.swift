public import FerryCore
import HTTPTypes

/// Google Cloud Storage's JSON API in memory: resumable sessions and their objects in one bucket.
///
/// A session keeps what came in multiples of 256 KiB; a 308 without `Range` says that nothing is kept.
/// (cloud.google.com/storage/docs, "Resumable uploads".)
public struct GCSStore: ScriptedStorage {
    /// One resumable session.
    struct Session {
        var name: String
        /// The object's metadata as it was sent.
        var metadata: GCSDocument
        /// `ifGenerationMatch`.
        var generationMatch: Int64?
        var bytes: [UInt8] = []
        /// What `x-goog-hash` said last.
        var hash: String?
        var isFinished = false
        /// The status of every request for it, once it is gone.
        var gone: Int?
        /// The request that writes now.
        var writer: Int?
    }

    /// One finished object.
    struct Object {
        var bytes: [UInt8]
        var metadata: GCSDocument
        var generation: Int64
    }

    /// A request whose body is under way.
    enum Writing {
        case metadata(name: String, generationMatch: Int64?, host: String, bytes: [UInt8])
        /// `skipping`: bytes at the start that are there already. `total`: nothing follows these bytes.
        case chunk(id: String, skipping: Int, total: Int64?)
    }

    /// The endpoint's path.
    public let root = "/"
    /// The one bucket there is.
    public static let bucket = "media"

    var sessions: [String: Session] = [:]
    var files: [String: Object] = [:]
    var writing: [Int: Writing] = [:]
    var lastID = 0
    var lastGeneration: Int64 = 1_700_000_000_000_000
    let features: GCSFeatures
    /// What clients did that the protocol forbids, in plain words.
    public internal(set) var violations: [String] = []

    /// An empty bucket.
    public init(features: GCSFeatures = GCSFeatures()) { self.features = features }

    /// The objects of the bucket, ordered by path; the metadata is the JSON document that was sent.
    public var objects: [StoredObject] {
        files.map {
            StoredObject(
                path: Self.path(of: $0.key) + "?alt=media", bytes: $0.value.bytes, metadata: $0.value.metadata.text)
        }
        .sorted { $0.path < $1.path }
    }

    /// Sessions that are begun and neither finished nor gone.
    public var unfinishedUploads: Int { sessions.values.count { !$0.isFinished && $0.gone == nil } }

    /// Puts an object of somebody else into the bucket.
    public mutating func plant(_ name: String, _ bytes: [UInt8], metadata: [String: String] = [:]) {
        lastGeneration += 1
        let document = GCSDocument(contentType: nil, cacheControl: nil, metadata: metadata)
        files[name] = Object(bytes: bytes, metadata: document, generation: lastGeneration)
    }

    /// Takes the header of a request.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        if let id = head.query("upload_id") { return openSession(id, head, request) }
        if let tokens = features.tokens {
            let token = head.fields[.authorization].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
            guard let token, tokens.contains(token) else {
                return .reply(Self.error(401, "authError", "Invalid Credentials"))
            }
        }
        if head.method == "POST", head.resource.hasPrefix("/upload/storage/v1/b/") {
            return openCreation(head, request)
        }
        if head.method == "GET", head.resource == "/storage/v1/b/\(Self.bucket)/o" { return .reply(list(head)) }
        guard let name = Self.name(in: head.resource) else { return .reply(Self.error(404, "notFound", "Not Found")) }
        return .reply(object(name, head))
    }

    /// Bytes of a body came.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        switch writing[request] {
        case .metadata(let name, let match, let host, let before):
            writing[request] = .metadata(name: name, generationMatch: match, host: host, bytes: before + bytes)
        case .chunk(let id, let skipping, let total):
            let skipped = min(skipping, bytes.count)
            sessions[id]?.bytes.append(contentsOf: bytes.dropFirst(skipped))
            writing[request] = .chunk(id: id, skipping: skipping - skipped, total: total)
        case nil: break
        }
        return nil
    }

    /// The body is over, whole or not.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        switch writing.removeValue(forKey: request) {
        case .metadata(let name, let match, let host, let bytes):
            isWhole ? create(name, match, host: host, bytes) : Self.error(400, "badRequest", "cut")
        case .chunk(let id, _, let total): closeChunk(id, total: total, isWhole: isWhole)
        case nil: ServerReply(500)
        }
    }

    /// The session, or the object, is gone from now on.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        if let id = head.query("upload_id") { sessions[id]?.gone = status }
        if let name = Self.name(in: head.resource) { files[name] = nil }
        return Self.error(status, "notFound", "gone")
    }

    /// 401 for tokens; the service has no locks and asks to slow down instead.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .expiredToken: Self.error(401, "authError", "Invalid Credentials")
        case .lockHeld: Self.error(429, "rateLimitExceeded", "The object exceeded the rate limit")
        case .skewedClock(let seconds):
            ServerReply(401, [.date: now.advanced(bySeconds: Double(seconds)).httpDate])
        }
    }

    /// Lies in the `Range` of a 308, and in the size that an object's description tells.
    public func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? {
        var reply = reply
        switch lie {
        case .offset(let count):
            guard reply.status == 308 else { return nil }
            let last = reply.fields[.range].flatMap { Int64($0.dropFirst("bytes=0-".count)) } ?? -1
            reply.fields[.range] = last + count >= 0 ? "bytes=0-\(last + count)" : nil
            return reply
        case .length(let count):
            let text = String(decoding: reply.body, as: UTF8.self)
            guard let start = text.firstRange(of: "\"size\":\"")?.upperBound,
                let size = Int64(text[start...].prefix { $0 != "\"" })
            else { return nil }
            reply.body = Array(text.replacing("\"size\":\"\(size)\"", with: "\"size\":\"\(size + count)\"").utf8)
            return reply
        }
    }

    // MARK: Words

    static func error(_ status: Int, _ reason: String, _ message: String) -> ServerReply {
        let text = """
            {"error":{"code":\(status),"message":"\(message)","errors":[{"domain":"global","reason":"\(reason)"}]}}
            """
        return ServerReply(status, [.contentType: "application/json; charset=UTF-8"], text: text)
    }

    static func path(of name: String) -> String { "/storage/v1/b/\(bucket)/o/\(PercentText.encode(name))" }

    /// The object's name in a path of the API; `nil` for other paths and another bucket.
    static func name(in resource: String) -> String? {
        let prefix = "/storage/v1/b/\(bucket)/o/"
        guard resource.hasPrefix(prefix) else { return nil }
        let name = resource.dropFirst(prefix.count)
        return name.isEmpty || name.contains("/") ? nil : RequestHead.decoded(name)
    }
}
