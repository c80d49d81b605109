public import FerryCore
public import HTTPTypes

/// Google Cloud Storage's resumable uploads over its JSON API, version 1 (cloud.google.com/storage/docs,
/// "Resumable uploads" and "Performing resumable uploads"); Firebase buckets are such buckets.
///
/// A session's URI lets everybody write who knows it: it stands in the state directory and nowhere else.
public struct GCSDialect: UploadDialect {
    /// `gcs`.
    public let name = "gcs"
    /// The API's address when nothing else is asked for.
    public static let publicEndpoint = "https://storage.googleapis.com/"
    /// Bytes that every chunk but the last must be a multiple of.
    public static let chunkMultiple: Int64 = 256 << 10
    /// Seconds that a session lives.
    public static let sessionSeconds = 7 * 86_400.0
    /// Bytes of an object at most (5 TiB).
    public static let maxObjectBytes: Int64 = 5 << 40

    let endpoint: HTTPLocation
    let bucket: String
    let prefix: String

    /// Creates the dialect for one place in a bucket.
    ///
    /// - Parameters:
    ///   - endpoint: The API's address, with the path that stands before `/storage/v1`, if any.
    ///   - bucket: The bucket's name.
    ///   - prefix: What all names begin with, without a slash at either end.
    public init(endpoint: HTTPLocation, bucket: String, prefix: String) {
        self.endpoint = endpoint
        self.bucket = bucket
        self.prefix = prefix
    }

    /// Names behind the prefix in keys of 1,024 bytes.
    public var nameRules: ObjectNameRules { ObjectNameRules(behind: prefix) }

    /// The server says when an object is complete; the object stands at its name when its session is no more; CRC32C is
    /// sent with the last bytes and compared.
    public var traits: UploadTraits {
        UploadTraits(closesExplicitly: true, objectOutlivesUpload: true, objectChecksum: .crc32c)
    }

    /// Nothing is asked for.
    public func discover() -> HTTPRequest? { nil }

    /// What the service documents.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        UploadCapabilities(
            defersLength: true, terminates: true, maxBytes: Self.maxObjectBytes,
            chunkLimits: ChunkLimits(minBytes: Self.chunkMultiple, multiple: Self.chunkMultiple))
    }

    /// `gs://BUCKET/NAME`, as Google's tools write it: the name is not percent-encoded.
    public func location(ofObject name: String) -> String? { "gs://\(bucket)/\(fullName(name))" }

    func fullName(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix)/\(name)" }

    // MARK: Sessions

    /// `POST …/upload/storage/v1/b/BUCKET/o?uploadType=resumable`. A new object carries `ifGenerationMatch=0`, so that
    /// nobody's object is replaced that came up meanwhile; a replacing one names the generation that was looked at.
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? {
        var query = "uploadType=resumable&name=\(PercentText.encode(fullName(creation.objectName)))"
        if let generation = creation.replaces ? creation.replacedVersion : "0" {
            query += "&ifGenerationMatch=\(PercentText.encode(generation))"
        }
        var fields: HTTPFields = [.contentType: GCSMetadata.mediaType, .xUploadContentType: creation.mediaType]
        if let length = creation.length { fields[.xUploadContentLength] = String(length) }
        return address("/upload/storage/v1/b/\(PercentText.encode(bucket))/o?\(query)")?.request(.post, fields)
    }

    /// The object's metadata as JSON: media type, cache control, the user's metadata and our marker.
    public func creationBody(_ creation: UploadCreation) -> [UInt8]? { GCSMetadata(creation).json }

    /// An empty `PUT` with `Content-Range: bytes */*`.
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try session(location).request(.put, [.contentRange: "bytes */*"])
    }

    /// `PUT` with `Content-Range`: `bytes A-B/TOTAL`, `bytes A-B/*` while the total is unknown, and `bytes */TOTAL`
    /// without a body when all bytes are there and the end has yet to be told. The last one carries `x-goog-hash`.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        let total = sending.objectLength.map(String.init) ?? "*"
        let range = sending.chunk.length > 0 ? "\(sending.chunk.offset)-\(sending.chunk.end - 1)" : "*"
        var fields: HTTPFields = [.contentRange: "bytes \(range)/\(total)"]
        if sending.isLast, let checksum = sending.objectChecksum, checksum.algorithm == .crc32c {
            fields[.xGoogHash] = "crc32c=\(Base64Text.encode(checksum.bytes))"
        }
        return try session(location).request(.put, fields)
    }

    /// `DELETE` on the session; answered with 499.
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        HTTPLocation(location)?.request(.delete)
    }

    private func session(_ location: String) throws(UploadFailure) -> HTTPLocation {
        guard let session = HTTPLocation(location) else {
            throw UploadFailure(.other, FerryError(.uploadExpired, "the stored upload session cannot be used"))
        }
        return session
    }

    // MARK: Objects

    /// `GET` on the object's metadata.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try object(location, query: "").request(.get)
    }

    /// `GET` on the object with `alt=media`.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try object(location, query: "?alt=media").request(.get)
    }

    /// `DELETE` on the object.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        try? object(location, query: "").request(.delete)
    }

    func object(_ location: String, query: String) throws(UploadFailure) -> HTTPLocation {
        let parts = location.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "gs:", parts[1].isEmpty, !parts[2].isEmpty, !parts[3].isEmpty,
            let address = address(
                "/storage/v1/b/\(PercentText.encode(String(parts[2])))/o/\(PercentText.encode(String(parts[3])))\(query)"
            )
        else {
            throw UploadFailure(
                .other, FerryError(.destinationWrongProtocol, "the stored location is no gs:// address of an object"))
        }
        return address
    }

    /// A place beneath the endpoint.
    func address(_ path: String) -> HTTPLocation? {
        let base = endpoint.path.prefix { $0 != "?" }
        return endpoint.resolving((base.hasSuffix("/") ? base.dropLast() : base) + path)
    }
}
