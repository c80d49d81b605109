public import FerryCore
public import HTTPTypes

/// Whole objects by `PUT` (RFC 9110 section 9.3.4): web servers, WebDAV (RFC 4918) and presigned URLs.
///
/// A URL whose path ends in `/` is a folder, to which the object's name is added; any other, and any with a query, is
/// the object itself. All bytes go in one request, and a failure begins them again. Nothing is written over silently:
/// what stands at a name is asked first, and the first attempt says `If-None-Match: *`. A URL with a query is taken to
/// be signed for `PUT` alone: nobody is asked, the 2xx of the reply counts, and the query is told to nobody.
public struct PutDialect: UploadDialect {
    /// `put`.
    public let name = "put"
    let target: PutTarget

    /// Creates the dialect for a destination's URL.
    public init(endpoint: HTTPLocation) { target = PutTarget(endpoint: endpoint) }

    /// All bytes in one request.
    public var traits: UploadTraits { UploadTraits(sendsWhole: true) }

    /// The name that an exact URL has; else the names every store takes.
    public var nameRules: ObjectNameRules {
        ObjectNameRules(fixedName: target.isFolder ? nil : target.lastName)
    }

    /// The object's URL, its query hidden.
    public func location(ofObject name: String) -> String? { target.place(ofObject: name).redacted }

    /// `HEAD`, which asks for the SHA-256 too (RFC 9530 section 4); nobody can be asked by a signed URL.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        guard !target.isSigned else { return nil }
        return try place(location).request(.head, [.acceptEncoding: "identity", .wantReprDigest: "sha-256=10"])
    }

    /// Reads `Content-Length`, `Repr-Digest` and `ETag`. A server that does not take `HEAD`, or tells no length, is a
    /// failure with the code `destination.wrongProtocol`.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.kind == .successful else {
            return .failure(PutReply(response, target).refusedInspection())
        }
        guard let bytes = fields[.contentLength].flatMap({ Int64($0) }), bytes >= 0 else {
            return .failure(PutReply(response, target).noLength())
        }
        return .success(
            ObjectFacts(
                bytes: bytes, checksums: fields[.reprDigest].flatMap(ReprDigest.sha256).map { [$0] } ?? [],
                version: fields[.eTag]))
    }

    /// `GET`; not by a signed URL.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        target.isSigned ? nil : try place(location).request(.get, [.acceptEncoding: "identity"])
    }

    /// `DELETE`; not by a signed URL.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        target.isSigned ? nil : target.place(at: location)?.request(.delete)
    }

    /// `OPTIONS` on the folder.
    public func discover() -> HTTPRequest? { target.isFolder ? target.endpoint.request(.options) : nil }

    /// Whether it is WebDAV: the field `DAV` (RFC 4918 section 10.1).
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        guard let head = response?.head, head.status.kind == .successful, head.headerFields[.dav] != nil else {
            return UploadCapabilities()
        }
        return UploadCapabilities(features: [Self.webDAV])
    }

    private static let webDAV = "webdav"

    /// `MKCOL` for the folders of the object's own name, where the server is known to take it.
    public func preparations(for creation: UploadCreation, capabilities: UploadCapabilities) -> [HTTPRequest] {
        guard target.isFolder, capabilities.features.contains(Self.webDAV), creation.objectName.contains("/") else {
            return []
        }
        return makeFolders(above: target.place(ofObject: creation.objectName), after: target.depth)
    }

    /// Nothing is created beforehand.
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? { nil }

    /// Never asked for.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        .failure(PutReply(response, target).failure(isConditional: false, name: creation.objectName))
    }

    /// Looks at the object.
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? { try inspect(location) }

    /// What stands there; nothing, where nothing is there or `HEAD` is not taken.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        switch inspected(from: response) {
        case .success(let facts): .success(LocatedUpload(offset: facts.bytes, checksums: facts.checksums))
        case .failure(let failure) where failure.error.disposition == .freshStart: .success(LocatedUpload(offset: 0))
        case .failure(let failure) where failure.error.code == .destinationWrongProtocol:
            .success(LocatedUpload(offset: 0))
        case .failure(let failure): .failure(failure)
        }
    }

    /// `PUT` with all bytes, their SHA-256 as `Repr-Digest` (RFC 9530 section 3), and `If-None-Match: *` (RFC 9110
    /// section 13.1.2) unless something may be replaced. Of the attributes `Content-Type` and `Cache-Control` go along:
    /// plain `PUT` has no others.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        let creation = sending.creation
        var fields = HTTPFields()
        if !target.signsMediaType || creation.attributes.contentType != nil {
            fields[.contentType] = creation.mediaType
        }
        fields[.cacheControl] = creation.attributes.cacheControl
        fields[.reprDigest] = creation.sha256.flatMap { Checksum(.sha256, hex: $0) }.map(ReprDigest.field)
        if !creation.replaces { fields[.ifNoneMatch] = "*" }
        if target.isSharedAccess { fields[.blobType] = "BlockBlob" }
        return try place(location).request(.put, fields)
    }

    /// Any 2xx but 207 says that the object is there.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        let status = response.head.status
        guard status.kind == .successful, status.code != 207 else {
            return .failure(
                PutReply(response, target).failure(
                    isConditional: !sending.creation.replaces, name: sending.creation.objectName))
        }
        return .success(AcceptedChunk(offset: sending.chunk.end, isComplete: true))
    }

    /// `MKCOL` for every folder above the object when one is missing: 409 in WebDAV (RFC 4918 section 9.7.1), 404 with
    /// some servers, and perhaps 500: nginx answers so (`ngx_http_dav_module`) without `create_full_put_path`.
    public func remedies(for response: HTTPTransferResponse, location: String) -> [HTTPRequest] {
        let mayBeMissing = [404, 409, 500].contains(response.head.status.code)
        guard target.isFolder, mayBeMissing, let place = target.place(at: location) else { return [] }
        return makeFolders(above: place, after: 0)
    }

    /// Nothing unfinished stays at the server that could be told from somebody else's object.
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? { nil }

    private func makeFolders(above place: HTTPLocation, after depth: Int) -> [HTTPRequest] {
        target.folders(above: place, after: depth).map { $0.request(.makeCollection) }
    }

    private func place(_ location: String) throws(UploadFailure) -> HTTPLocation {
        guard let place = target.place(at: location) else {
            throw UploadFailure(.other, FerryError(.uploadExpired, "the stored object URL cannot be used"))
        }
        return place
    }
}
