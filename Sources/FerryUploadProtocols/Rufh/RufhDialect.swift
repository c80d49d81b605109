public import FerryCore
public import HTTPTypes

/// The IETF's resumable upload (RUFH, draft-ietf-httpbis-resumable-upload): interoperability version 8, and version 6 with
/// servers that know no newer one.
///
/// An upload is created with no byte or with its first ones, never with the last, so that a lost reply leaves no object
/// that nobody can find; it is complete only when an append says so.
public struct RufhDialect: UploadDialect {
    /// `rufh`.
    public let name = "rufh"
    /// The client says when an upload is complete.
    public let traits = UploadTraits(closesExplicitly: true)
    let endpoint: HTTPLocation
    let agreement = RufhAgreement()

    /// Creates the dialect for one endpoint, the URL that uploads are created at.
    public init(endpoint: HTTPLocation) { self.endpoint = endpoint }

    /// `OPTIONS` on the endpoint (§4.1.4).
    public func discover() -> HTTPRequest? { endpoint.request(.options, common) }

    /// `POST` on the endpoint (§4.2): an empty body ("careful creation") or the first chunk, never the whole object.
    ///
    /// The object's name, media type and SHA-256 go in the fields that HTTP has for them, the job's key as metadata of tus.
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? {
        var fields = common
        fields[.uploadComplete] = "?0"
        fields[.uploadLength] = creation.length.map(String.init)
        fields[.contentType] = creation.attributes.contentType ?? creation.mediaType
        fields[.contentDisposition] = ContentDisposition.inline(creation.fileName)
        fields[.reprDigest] = creation.sha256.flatMap { Checksum(.sha256, hex: $0) }.map(ReprDigest.field)
        fields[.wantReprDigest] = "sha-256=10"
        fields[.uploadMetadata] = TusMetadata.encode([("ferryJob", creation.jobTag)])
        return endpoint.request(.post, fields)
    }

    /// `HEAD` on the upload (§4.3).
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try upload(location).request(.head, common)
    }

    /// `PATCH` on the upload at the chunk's offset (§4.4); the one that reaches the end of the object completes it.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        var fields = common
        fields[.contentType] = RufhFields.partialType
        fields[.uploadOffset] = String(sending.chunk.offset)
        fields[.uploadComplete] = sending.isLast ? "?1" : "?0"
        fields[.uploadLength] = sending.declaring.map(String.init)
        return try upload(location).request(.patch, fields)
    }

    /// The server names uploads.
    public func location(ofObject name: String) -> String? { nil }

    /// `HEAD` on the upload, which is the object where the server keeps it.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? { try locate(location) }

    /// `GET` on the upload; not of the protocol, but some servers answer it.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? { try upload(location).request(.get) }

    /// `DELETE` on the upload (§4.5).
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        HTTPLocation(location)?.request(.delete, common)
    }

    /// `DELETE` on the upload.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        abandon(location, capabilities: capabilities)
    }

    private var common: HTTPFields { [.interopVersion: String(agreement.version.rawValue)] }

    private func upload(_ location: String) throws(UploadFailure) -> HTTPLocation {
        guard let location = HTTPLocation(location) else {
            throw UploadFailure(.other, FerryError(.uploadExpired, "the stored upload URL cannot be used"))
        }
        return location
    }
}
