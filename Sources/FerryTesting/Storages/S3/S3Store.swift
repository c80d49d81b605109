public import FerryCore
import HTTPTypes

/// An honest S3 server in memory with one bucket: single `PUT`s and multipart uploads, both address styles.
///
/// Parts are kept whole or not at all, errors are XML, signatures (AWS Signature Version 4) and checksums are checked where
/// they are there. (docs.aws.amazon.com, Amazon S3 API Reference.)
public struct S3Store: ScriptedStorage {
    /// A checksum that came with bytes or was asked for.
    struct Checksum: Equatable {
        /// In lower case, such as `crc64nvme`.
        var algorithm: String
        /// As it stands in a header: base64, for composite ones with `-N` behind it.
        var value: String
        /// `FULL_OBJECT` or `COMPOSITE`.
        var type = "FULL_OBJECT"
    }

    /// A finished object.
    struct Object {
        var bytes: [UInt8]
        var etag: String
        var fields: HTTPFields
        var checksum: Checksum?
    }

    /// One part of an upload.
    struct Part {
        var bytes: [UInt8]
        var md5: [UInt8]
        var checksum: Checksum?
        var etag: String { "\"\(Digests.hex(md5))\"" }
    }

    /// An upload that is neither completed nor aborted.
    struct Upload {
        var key: String
        var fields: HTTPFields
        /// The algorithm and type it was created with.
        var checksum: Checksum?
        var parts: [Int: Part] = [:]
        var initiated: Timestamp
    }

    /// A request whose body is under way.
    struct Collecting {
        var head: RequestHead
        var bytes: [UInt8] = []
    }

    /// The bucket's path.
    public var root: String { "/\(features.bucket)/" }

    /// What it does and wants; may be changed while it serves, such as the keys that have run out.
    public var features: S3Features
    var stored: [String: Object] = [:]
    var uploads: [String: Upload] = [:]
    var collecting: [Int: Collecting] = [:]
    /// What clients did that nobody should, in plain words.
    public internal(set) var violations: [String] = []
    private var lastUpload = 0

    /// An empty bucket.
    public init(features: S3Features = S3Features()) { self.features = features }

    /// The objects by key; the metadata is `Content-Type` and the fields that begin with `x-amz-`.
    public var objects: [StoredObject] {
        stored.map { key, object in
            let fields = object.fields.map { "\($0.name.canonicalName): \($0.value)" }.sorted()
            return StoredObject(path: root + key, bytes: object.bytes, metadata: fields.joined(separator: "\n"))
        }
        .sorted { $0.path < $1.path }
    }

    /// Multipart uploads that are neither completed nor aborted.
    public var unfinishedUploads: Int { uploads.count }

    /// How many bytes each part of each unfinished upload has, ordered by number.
    public var partSizes: [[Int]] {
        uploads.sorted { $0.key < $1.key }.map { upload in
            upload.value.parts.sorted { $0.key < $1.key }.map(\.value.bytes.count)
        }
    }

    /// Takes the header of a request; all that needs no body is refused or answered at once.
    public mutating func open(_ head: RequestHead, request: Int, now: Timestamp) -> StorageOpening {
        let now = now.advanced(bySeconds: features.clockAheadSeconds)
        if let refusal = S3Signature.refusal(of: head, features: features, now: now) {
            return .reply(dated(refusal, now))
        }
        collecting[request] = Collecting(head: head)
        return .take()
    }

    /// Bytes of a body came.
    public mutating func take(_ bytes: UnsafeRawBufferPointer, request: Int) -> ServerReply? {
        collecting[request]?.bytes.append(contentsOf: bytes)
        return nil
    }

    /// The body is over. Of one that broke off nothing is kept.
    public mutating func close(request: Int, isWhole: Bool, now: Timestamp) -> ServerReply {
        let now = now.advanced(bySeconds: features.clockAheadSeconds)
        guard let came = collecting.removeValue(forKey: request) else { return ServerReply(500) }
        guard isWhole else { return S3XML.error(400, "IncompleteBody", "The body ended before its length.") }
        let reply = bodyRefusal(came) ?? answer(came, now)
        return dated(reply, now)
    }

    /// An upload is gone as after an abort; an object is gone as after a deletion.
    public mutating func expire(_ head: RequestHead, status: Int) -> ServerReply {
        if let id = head.query("uploadId") {
            uploads[id] = nil
            return S3XML.error(404, "NoSuchUpload", "The upload does not exist.")
        }
        stored[key(head)] = nil
        return S3XML.error(404, "NoSuchKey", "The key does not exist.")
    }

    /// ExpiredToken is a 400 here, a lock a 409, and a clock that is off a 403 that tells the server's time.
    public func reply(to head: RequestHead, in condition: StorageCondition, now: Timestamp) -> ServerReply {
        switch condition {
        case .expiredToken: S3XML.error(400, "ExpiredToken", "The provided token has expired.")
        case .lockHeld: S3XML.error(409, "OperationAborted", "A conflicting operation is in progress. Try again.")
        case .skewedClock(let seconds):
            S3Signature.skewed(head, now: now.advanced(bySeconds: Double(seconds)))
        }
    }

    /// Lies in the length of `HEAD` and in the first size of a list of parts.
    public func lie(_ reply: ServerReply, to head: RequestHead, _ lie: StorageLie) -> ServerReply? {
        let count =
            switch lie {
            case .offset(let count), .length(let count): count
            }
        if head.method == "HEAD" { return reply.adding(count, to: .contentLength) }
        let text = String(decoding: reply.body, as: UTF8.self)
        guard head.method == "GET", let size = S3XML.values("Size", in: text).first.flatMap({ Int64($0) }) else {
            return nil
        }
        var lying = reply
        lying.body = Array(
            text.replacing("<Size>\(size)</Size>", with: "<Size>\(size + count)</Size>", maxReplacements: 1).utf8)
        return lying
    }

    /// The key that a path names, in either address style; empty for the bucket itself.
    func key(_ head: RequestHead) -> String {
        let isVirtualHost = head.fields[.name("Host")]?.hasPrefix("\(features.bucket).") == true
        let path = head.resource
        if isVirtualHost { return RequestHead.decoded(path.dropFirst()) }
        return RequestHead.decoded(path.dropFirst(root.count))
    }

    mutating func newUploadID() -> String {
        lastUpload += 1
        return "upload-\(lastUpload)~"
    }

    private func dated(_ reply: ServerReply, _ now: Timestamp) -> ServerReply {
        var reply = reply
        if reply.fields[.date] == nil { reply.fields[.date] = now.httpDate }
        reply.fields[.name("x-amz-request-id")] = "4442587FB7D0A2F9"
        return reply
    }

    private mutating func answer(_ came: Collecting, _ now: Timestamp) -> ServerReply {
        let head = came.head
        let key = key(head)
        let id = head.query("uploadId")
        guard !key.isEmpty else { return bucketAnswer(head) }
        return switch head.method {
        case "POST" where head.query("uploads") != nil: initiate(key, head, now)
        case "POST": id.map { complete($0, key, came) } ?? S3XML.error(400, "InvalidRequest", "No upload.")
        case "PUT": id.map { putPart($0, came) } ?? putObject(key, came)
        case "GET": id.map { listParts($0, head) } ?? object(key, head)
        case "HEAD": object(key, head)
        case "DELETE": id.map { abort($0) } ?? delete(key)
        default: S3XML.error(405, "MethodNotAllowed", "The method is not allowed.")
        }
    }

    private func bucketAnswer(_ head: RequestHead) -> ServerReply {
        switch head.method {
        case "HEAD": ServerReply(200, [.name("x-amz-bucket-region"): "us-east-1"])
        case "GET" where head.query("uploads") != nil: listUploads(head)
        case "GET" where head.query("location") != nil:
            S3XML.document("LocationConstraint", "")
        case "GET": listObjects(head)
        default: S3XML.error(405, "MethodNotAllowed", "The method is not allowed.")
        }
    }
}
