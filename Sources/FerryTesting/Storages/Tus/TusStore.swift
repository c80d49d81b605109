public import FerryCore
import HTTPTypes

/// An honest tus 1.0 store in memory, with plain `PUT` and `GET` beside it.
///
/// One writer for each upload at a time; a second one is answered 423, as tusd and tus-node-server do. Every byte of a
/// body that breaks off is kept, unless a checksum came with it that now cannot be checked.
/// (tus.io, Resumable Upload Protocol 1.0.0.)
public struct TusStore: ScriptedStorage {
    /// One upload, finished or not.
    struct Upload {
        var path: String
        var length: Int64?
        var metadata: String?
        var contentType: String?
        var bytes: [UInt8] = []
        var isPartial = false
        var concat: String?
        /// The request that writes now.
        var writer: Int?
        /// The status of every request for it, once it is gone.
        var gone: Int?
        /// When it goes by itself.
        var expires: Timestamp?

        var isFinished: Bool { gone == nil && length == Int64(bytes.count) && writer == nil }
    }

    /// A request whose body is under way.
    struct Writing {
        var id: String
        /// Bytes the upload held before.
        var start: Int
        /// `Upload-Checksum`: algorithm and base64.
        var checksum: (algorithm: String, value: String)?
        /// What the answer begins with.
        var success: ServerReply
    }

    /// The folder of tus uploads.
    public let root = "/files/"

    var uploads: [String: Upload] = [:]
    var writing: [Int: Writing] = [:]
    /// What clients did that the protocol forbids, in plain words.
    public internal(set) var violations: [String] = []
    let maxSize: Int64
    let features: TusFeatures
    let reprDigest: (@Sendable ([UInt8]) -> String?)?
    var lastID = 0

    /// An empty store.
    ///
    /// - Parameters:
    ///   - features: What it can do beyond the protocol's core.
    ///   - maxSize: The largest upload in bytes; more is answered with 413.
    ///   - reprDigest: Gives the value of `Repr-Digest` for a finished object's bytes, such as `sha-256=:…:` (RFC 9530);
    ///     without it the field is left out.
    public init(
        features: TusFeatures = TusFeatures(), maxSize: Int64 = 1 << 32,
        reprDigest: (@Sendable ([UInt8]) -> String?)? = nil
    ) {
        self.features = features
        self.maxSize = maxSize
        self.reprDigest = reprDigest
    }

    /// Finished objects; partial uploads are none.
    public var objects: [StoredObject] {
        uploads.values.filter { $0.isFinished && !$0.isPartial }
            .map { StoredObject(path: $0.path, bytes: $0.bytes, metadata: $0.metadata) }
            .sorted { $0.path < $1.path }
    }

    /// Uploads that are begun and neither finished nor gone.
    public var unfinishedUploads: Int { uploads.values.count { !$0.isFinished && $0.gone == nil } }

    /// Partial uploads that are there, whole or not.
    public var partialUploads: Int { uploads.values.count { $0.isPartial && $0.gone == nil } }

    /// Takes the header of a request.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        let id = head.resource
        if let expires = uploads[id]?.expires, expires < now, uploads[id]?.isFinished == false {
            uploads[id]?.gone = 410
        }
        return switch head.method {
        case "OPTIONS": .reply(options)
        case "POST": create(head, request, now)
        case "HEAD": .reply(offset(head, now))
        case "PATCH": append(head, request)
        case "DELETE": .reply(remove(head))
        case "GET": .reply(content(head))
        case "PUT": put(head, request)
        default: .reply(ServerReply(405))
        }
    }

    /// Bytes of a body came.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        if let id = writing[request]?.id { uploads[id]?.bytes.append(contentsOf: bytes) }
        return nil
    }

    /// The body is over, whole or not; the upload is free for another writer.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        guard let end = writing.removeValue(forKey: request), var upload = uploads[end.id], upload.writer == request
        else { return ServerReply(500) }
        upload.writer = nil
        var reply = end.success
        if let checksum = end.checksum {
            let chunk = Array(upload.bytes[end.start...])
            let isRight = Digests.digest(checksum.algorithm, of: chunk).map(Digests.base64) == checksum.value
            if !isWhole || !isRight {
                upload.bytes.removeSubrange(end.start...)
                reply = tus(460)
            }
        }
        if let life = features.lifeSeconds, !upload.isFinished {
            if features.renewsLife { upload.expires = now.advanced(bySeconds: life) }
            reply.fields[.uploadExpires] = upload.expires?.httpDate
            reply.fields[.date] = now.httpDate
        }
        uploads[end.id] = upload
        reply.fields[.uploadOffset] = "\(upload.bytes.count)"
        return reply
    }

    /// An upload is gone from now on; what never was is answered the same.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        uploads[head.resource]?.gone = status
        return tus(status)
    }

    /// 423 of tusd and tus-node-server; 401 and 403 of whatever stands before them.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .lockHeld: tus(423)
        case .expiredToken: tus(401, [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
        case .skewedClock(let seconds): tus(403, [.date: now.advanced(bySeconds: Double(seconds)).httpDate])
        }
    }

    // MARK: Rules

    /// An answer with the version that all of tus's answers carry.
    func tus(_ status: Int, _ fields: HTTPFields = [:]) -> ServerReply {
        var reply = ServerReply(status, fields)
        reply.fields[.tusResumable] = "1.0.0"
        return reply
    }

    func versionRefusal(_ head: RequestHead) -> ServerReply? {
        head.fields[.tusResumable] == "1.0.0" ? nil : tus(412, [.tusVersion: "1.0.0"])
    }

    func missing(_ head: RequestHead) -> ServerReply? {
        guard let upload = uploads[head.resource] else { return tus(404) }
        return upload.gone.map { tus($0) }
    }
}
