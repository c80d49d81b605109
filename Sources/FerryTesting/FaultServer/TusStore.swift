import HTTPTypes

/// An honest tus 1.0 store in memory, with creation, creation-with-upload, creation-defer-length and termination, and
/// plain `PUT` beside it.
///
/// Pure: a header goes in, a decision comes out; bytes go in between. One writer for each upload at a time.
struct TusStore {
    /// What the store says to a header.
    enum Opening: Equatable {
        /// This is the answer; a body, if any, is dropped.
        case reply(ServerReply)
        /// The body belongs to this upload.
        case write(String)
    }

    /// One upload, finished or not.
    struct Upload {
        var path: String
        var length: Int64?
        var metadata: String?
        var contentType: String?
        var bytes: [UInt8] = []
        /// The request that writes now.
        var writer: Int?
        /// The status of every request for it, once it is gone.
        var gone: Int?
        /// What the answer to the writer begins with.
        var success = ServerReply(204)

        var isFinished: Bool { gone == nil && length == Int64(bytes.count) && writer == nil }
    }

    /// The folder of tus uploads.
    static let root = "/files/"

    var uploads: [String: Upload] = [:]
    /// What clients did that the protocol forbids, in plain words.
    var violations: [String] = []
    let maxSize: Int64
    private let reprDigest: (@Sendable ([UInt8]) -> String?)?
    private var lastID = 0

    init(maxSize: Int64, reprDigest: (@Sendable ([UInt8]) -> String?)?) {
        self.maxSize = maxSize
        self.reprDigest = reprDigest
    }

    /// The upload a path names.
    static func id(_ path: String) -> String { String(path.prefix { $0 != "?" }) }

    /// Takes the header of a request.
    mutating func open(_ head: RequestHead, request: Int) -> Opening {
        switch head.method {
        case "OPTIONS": .reply(options)
        case "POST": create(head, request)
        case "HEAD": .reply(offset(head))
        case "PATCH": append(head, request)
        case "DELETE": .reply(remove(head))
        case "GET": .reply(content(head))
        case "PUT": put(head, request)
        default: .reply(ServerReply(405))
        }
    }

    /// Bytes of a body came.
    mutating func write(_ bytes: UnsafeRawBufferPointer, to id: String) {
        uploads[id]?.bytes.append(contentsOf: bytes)
    }

    /// The body is over, whole or not; the upload is free for another writer.
    mutating func endWriting(_ id: String, request: Int) -> ServerReply {
        guard var upload = uploads[id], upload.writer == request else { return ServerReply(500) }
        upload.writer = nil
        uploads[id] = upload
        var reply = upload.success
        reply.fields[.uploadOffset] = "\(upload.bytes.count)"
        return reply
    }

    /// An upload is gone from now on.
    mutating func expire(_ path: String, status: Int) { uploads[Self.id(path)]?.gone = status }

    // MARK: Methods

    private var options: ServerReply {
        ServerReply(
            204,
            [
                .tusResumable: "1.0.0", .tusVersion: "1.0.0", .tusMaxSize: "\(maxSize)",
                .tusExtension: "creation,creation-with-upload,creation-defer-length,termination",
            ])
    }

    private mutating func create(_ head: RequestHead, _ request: Int) -> Opening {
        if let refusal = versionRefusal(head) { return .reply(refusal) }
        guard Self.id(head.path) == Self.root else { return .reply(tus(404)) }
        let length = head.fields[.uploadLength].flatMap { Int64($0) }
        guard length.map({ $0 >= 0 }) ?? (head.fields[.uploadDeferLength] == "1") else { return .reply(tus(400)) }
        guard length ?? 0 <= maxSize else { return .reply(tus(413)) }
        let bodyBytes = head.contentLength ?? 0
        guard bodyBytes == 0 || isOffsetStream(head) else { return .reply(tus(415)) }
        guard bodyBytes <= length ?? maxSize else { return .reply(tus(413)) }
        lastID += 1
        let id = "\(Self.root)u\(lastID)"
        let created = tus(201, [.location: id])
        uploads[id] = Upload(
            path: id, length: length, metadata: head.fields[.uploadMetadata], writer: bodyBytes > 0 ? request : nil,
            success: created)
        return bodyBytes > 0 ? .write(id) : .reply(created)
    }

    private func offset(_ head: RequestHead) -> ServerReply {
        if let refusal = versionRefusal(head) ?? missing(head) { return refusal }
        guard let upload = uploads[Self.id(head.path)] else { return tus(404) }
        var reply = tus(200, [.uploadOffset: "\(upload.bytes.count)", .cacheControl: "no-store"])
        if let length = upload.length {
            reply.fields[.uploadLength] = "\(length)"
        } else {
            reply.fields[.uploadDeferLength] = "1"
        }
        if let metadata = upload.metadata { reply.fields[.uploadMetadata] = metadata }
        return reply
    }

    private mutating func append(_ head: RequestHead, _ request: Int) -> Opening {
        if let refusal = versionRefusal(head) ?? missing(head) { return .reply(refusal) }
        let id = Self.id(head.path)
        guard var upload = uploads[id] else { return .reply(tus(404)) }
        guard isOffsetStream(head) else { return .reply(tus(415)) }
        guard let offset = head.fields[.uploadOffset].flatMap({ Int64($0) }), let bodyBytes = head.contentLength else {
            return .reply(tus(400))
        }
        guard upload.writer == nil else {
            violations.append("two writers at once for \(id)")
            return .reply(tus(423))
        }
        guard offset == Int64(upload.bytes.count) else {
            violations.append("PATCH at \(offset) for \(id), which stands at \(upload.bytes.count)")
            return .reply(tus(409, [.uploadOffset: "\(upload.bytes.count)"]))
        }
        upload.length = upload.length ?? head.fields[.uploadLength].flatMap { Int64($0) }
        guard offset + bodyBytes <= upload.length ?? maxSize else { return .reply(tus(413)) }
        upload.writer = request
        upload.success = tus(204)
        uploads[id] = upload
        return .write(id)
    }

    private mutating func remove(_ head: RequestHead) -> ServerReply {
        if let refusal = versionRefusal(head) ?? missing(head) { return refusal }
        uploads[Self.id(head.path)]?.gone = 410
        uploads[Self.id(head.path)]?.bytes = []
        return tus(204)
    }

    private func content(_ head: RequestHead) -> ServerReply {
        if let refusal = missing(head) { return refusal }
        guard let upload = uploads[Self.id(head.path)], upload.isFinished else { return ServerReply(404) }
        var reply = ServerReply(200, [.contentType: upload.contentType ?? "application/octet-stream"], upload.bytes)
        if let digest = reprDigest?(upload.bytes) { reply.fields[.reprDigest] = digest }
        return reply
    }

    private mutating func put(_ head: RequestHead, _ request: Int) -> Opening {
        guard let length = head.contentLength else { return .reply(ServerReply(411)) }
        guard length <= maxSize else { return .reply(ServerReply(413)) }
        let id = Self.id(head.path)
        guard uploads[id]?.writer == nil else {
            violations.append("two writers at once for \(id)")
            return .reply(ServerReply(409))
        }
        uploads[id] = Upload(
            path: id, length: length, contentType: head.fields[.contentType], writer: request, success: ServerReply(201)
        )
        return .write(id)
    }

    // MARK: Rules

    private func tus(_ status: Int, _ fields: HTTPFields = [:]) -> ServerReply {
        var reply = ServerReply(status, fields)
        reply.fields[.tusResumable] = "1.0.0"
        return reply
    }

    private func versionRefusal(_ head: RequestHead) -> ServerReply? {
        head.fields[.tusResumable] == "1.0.0" ? nil : tus(412, [.tusVersion: "1.0.0"])
    }

    private func missing(_ head: RequestHead) -> ServerReply? {
        guard let upload = uploads[Self.id(head.path)] else { return tus(404) }
        return upload.gone.map { tus($0) }
    }

    private func isOffsetStream(_ head: RequestHead) -> Bool {
        head.fields[.contentType] == "application/offset+octet-stream"
    }
}
