public import FerryCore
import HTTPTypes

/// An honest server of whole objects by `PUT` in memory: a web server, WebDAV (RFC 4918), or what a presigned URL leads to.
public struct PutStore: ScriptedStorage {
    /// An object, whole or, where the server writes in place, not.
    struct Object {
        var bytes: [UInt8]
        var isWhole: Bool
        var mediaType: String?
    }

    /// A request whose body is under way.
    struct Writing {
        var path: String
        var bytes: [UInt8] = []
        var mediaType: String?
    }

    /// The folder that stands from the start.
    public let root = "/store/"

    var files: [String: Object] = [:]
    var folders: Set<String> = ["/", "/store/"]
    var writing: [Int: Writing] = [:]
    /// What clients did that nobody should: two writers of one object at once.
    public private(set) var violations: [String] = []
    let features: PutFeatures

    /// An empty server.
    public init(features: PutFeatures = PutFeatures()) { self.features = features }

    /// Whole objects.
    public var objects: [StoredObject] {
        files.filter(\.value.isWhole).map { StoredObject(path: $0.key, bytes: $0.value.bytes) }
            .sorted { $0.path < $1.path }
    }

    /// Objects that a broken body left shorter than they should be.
    public var unfinishedUploads: Int { files.values.count { !$0.isWhole } }

    /// The folders that stand, ordered.
    public var collections: [String] { folders.sorted() }

    /// Takes the header of a request.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        if let wanted = features.authorization, head.fields[.authorization] != wanted {
            let scheme = wanted.prefix { $0 != " " }
            return .reply(ServerReply(401, [.wwwAuthenticate: "\(scheme) realm=\"store\""]))
        }
        return switch head.method {
        case "OPTIONS": .reply(options)
        case "PUT": put(head, request)
        case "HEAD", "GET": .reply(content(head))
        case "DELETE": .reply(remove(head))
        case "MKCOL": .reply(makeFolder(head))
        case "MOVE": .reply(move(head))
        default: .reply(ServerReply(405))
        }
    }

    /// Bytes of a body came.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        writing[request]?.bytes.append(contentsOf: bytes)
        return nil
    }

    /// The body is over. A whole one replaces the object; a broken one does where the server writes in place.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        guard let end = writing.removeValue(forKey: request) else { return ServerReply(500) }
        let isNew = files[end.path] == nil
        if isWhole || features.keepsPartial {
            files[end.path] = Object(bytes: end.bytes, isWhole: isWhole, mediaType: end.mediaType)
        }
        return ServerReply(isNew ? 201 : 204, [.eTag: Self.tag(end.bytes)])
    }

    /// The object is gone from now on.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        files[head.resource] = nil
        return ServerReply(status)
    }

    /// 423 of WebDAV, 409 elsewhere; a presigned URL that has run out is 403.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .lockHeld: ServerReply(features.isWebDAV ? 423 : 409)
        case .expiredToken: ServerReply(features.isReadable ? 401 : 403, text: "Request has expired")
        case .skewedClock(let seconds): ServerReply(403, [.date: now.advanced(bySeconds: Double(seconds)).httpDate])
        }
    }

    /// Lies in the length that `HEAD` tells.
    public func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? {
        guard head.method == "HEAD" else { return nil }
        return switch lie {
        case .offset(let count), .length(let count): reply.adding(count, to: .contentLength)
        }
    }

    // MARK: Methods

    private var options: ServerReply {
        guard !features.hidesWebDAV else { return ServerReply(405) }
        var reply = ServerReply(204, [.allow: "OPTIONS, GET, HEAD, PUT, DELETE"])
        if features.isWebDAV { reply.fields[.dav] = "1" }
        return reply
    }

    private mutating func put(_ head: RequestHead, _ request: Int) -> StorageOpening {
        guard head.contentLength != nil else { return .reply(ServerReply(411)) }
        let path = head.resource
        guard !path.hasSuffix("/") else { return .reply(ServerReply(405)) }
        guard !features.isWebDAV || folders.contains(Self.parent(of: path)) else {
            return .reply(ServerReply(features.hidesWebDAV ? 500 : 409))
        }
        if features.obeysIfNoneMatch, head.fields[.ifNoneMatch] == "*", files[path] != nil {
            return .reply(ServerReply(412))
        }
        if writing.values.contains(where: { $0.path == path }) {
            violations.append("two writers at once for \(path)")
            return .reply(ServerReply(409))
        }
        writing[request] = Writing(path: path, mediaType: head.fields[.contentType])
        return .take()
    }

    private func content(_ head: RequestHead) -> ServerReply {
        guard features.isReadable else { return ServerReply(403) }
        if folders.contains(head.resource) { return ServerReply(200) }
        guard let object = files[head.resource] else { return ServerReply(404) }
        var reply = ServerReply(200, [.eTag: Self.tag(object.bytes)], object.bytes)
        reply.fields[.contentType] = object.mediaType ?? "application/octet-stream"
        reply.fields[.contentLength] = "\(object.bytes.count)"
        if features.tellsDigest { reply.fields[.reprDigest] = RufhStore.digest(object.bytes) }
        return reply
    }

    private mutating func remove(_ head: RequestHead) -> ServerReply {
        ServerReply(files.removeValue(forKey: head.resource) == nil ? 404 : 204)
    }

    private mutating func makeFolder(_ head: RequestHead) -> ServerReply {
        guard features.isWebDAV else { return ServerReply(405) }
        let path = head.resource.hasSuffix("/") ? head.resource : head.resource + "/"
        if folders.contains(path) { return ServerReply(405) }
        guard folders.contains(Self.parent(of: String(path.dropLast()))) else { return ServerReply(409) }
        folders.insert(path)
        return ServerReply(201)
    }

    private mutating func move(_ head: RequestHead) -> ServerReply {
        guard features.isWebDAV, let target = head.fields[.destination] else { return ServerReply(405) }
        guard let object = files[head.resource] else { return ServerReply(404) }
        let path = target.firstRange(of: root).map { String(target[$0.lowerBound...]) } ?? target
        guard folders.contains(Self.parent(of: path)) else { return ServerReply(409) }
        if head.fields[.overwrite] == "F", files[path] != nil { return ServerReply(412) }
        files[head.resource] = nil
        files[path] = object
        return ServerReply(201)
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/"
    }

    private static func tag(_ bytes: [UInt8]) -> String {
        "\"\(Digests.hex(Digests.digest("md5", of: bytes) ?? []))\""
    }
}

extension HTTPField.Name {
    static let dav = name("DAV")
    static let destination = name("Destination")
    static let overwrite = name("Overwrite")
}
