public import FerryCore
public import HTTPTypes

/// The tus resumable upload protocol 1.0.0 with the extensions creation, creation-with-upload, creation-defer-length,
/// expiration, termination and checksum (tus.io, "Resumable Upload Protocol 1.0.x").
public struct TusDialect: UploadDialect {
    /// `tus`.
    public let name = "tus"
    let endpoint: HTTPLocation
    /// Whether what it creates are partial uploads.
    private let isPartial: Bool

    /// Creates the dialect for one endpoint, the URL that uploads are created at.
    public init(endpoint: HTTPLocation) { self.init(endpoint: endpoint, isPartial: false) }

    init(endpoint: HTTPLocation, isPartial: Bool) {
        self.endpoint = endpoint
        self.isPartial = isPartial
    }

    /// `OPTIONS` on the endpoint; the one request that carries no `Tus-Resumable` (section "OPTIONS").
    public func discover() -> HTTPRequest? { endpoint.request(.options) }

    /// Reads `Tus-Extension`, `Tus-Max-Size` and `Tus-Checksum-Algorithm`. Servers and proxies that do not answer `OPTIONS` are taken to speak
    /// the core protocol and creation; creating will show.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        guard let head = response?.head, head.status.kind == .successful else { return UploadCapabilities() }
        let extensions = Set(head.headerFields[.tusExtension].map(Self.list) ?? [])
        let versions = head.headerFields[.tusVersion].map(Self.list) ?? []
        var capabilities = UploadCapabilities(
            createsWithBody: extensions.contains("creation-with-upload"),
            defersLength: extensions.contains("creation-defer-length"),
            terminates: extensions.contains("termination"),
            maxBytes: head.headerFields[.tusMaxSize].flatMap { Int64($0) }.flatMap { $0 < 0 ? nil : $0 },
            features: extensions.sorted())
        if extensions.contains("checksum") {
            let algorithms = head.headerFields[.tusChecksumAlgorithm].map(Self.list) ?? []
            capabilities.chunkChecksum = TusChecksum.best(of: algorithms)
        }
        if extensions.contains("concatenation") {
            capabilities.joining = head.headerFields[.ferryJoining] == "once" ? .once : .eachTime
        }
        if !versions.isEmpty, !versions.contains(TusFields.version) {
            capabilities.refusal = FerryError(
                .destinationWrongProtocol,
                "the server speaks tus \(versions.joined(separator: ", ")), not \(TusFields.version)")
        }
        return capabilities
    }

    /// `POST` on the endpoint (extension "Creation"); with a chunk also "Creation With Upload".
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? {
        var fields = TusFields.common
        if let length = creation.length {
            fields[.uploadLength] = String(length)
        } else {
            fields[.uploadDeferLength] = "1"
        }
        fields[.uploadMetadata] = TusMetadata.of(creation)
        if isPartial { fields[.uploadConcat] = "partial" }
        if creation.chunk != nil { fields[.contentType] = TusFields.chunkType }
        return endpoint.request(.post, fields)
    }

    /// Reads `Location`, relative to the endpoint, and `Upload-Offset` where bytes were sent or are there already.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.code == 201 else {
            return .failure(TusReply(response).failure(whileCreating: true))
        }
        guard let reference = fields[.location], let location = endpoint.resolving(reference) else {
            return .failure(TusReply(response).noTus("its reply to creation names no upload"))
        }
        let offset = fields[.uploadOffset].flatMap { Int64($0) } ?? 0
        return .success(
            CreatedUpload(location: location.text, offset: offset, expiresIn: TusReply(response).expiresIn))
    }

    /// `HEAD` on the upload.
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        try upload(location).request(.head, TusFields.common)
    }

    /// Reads `Upload-Offset`, `Upload-Length` and, where given, `Repr-Digest`.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        let fields = response.head.headerFields
        guard response.head.status.kind == .successful else {
            return .failure(TusReply(response).failure(whileCreating: false))
        }
        guard let offset = fields[.uploadOffset].flatMap({ Int64($0) }) else {
            return .failure(TusReply(response).noTus("it does not say where the upload stands"))
        }
        return .success(
            LocatedUpload(
                offset: offset, length: fields[.uploadLength].flatMap { Int64($0) },
                checksums: fields[.reprDigest].flatMap(ReprDigest.sha256).map { [$0] } ?? [],
                expiresIn: TusReply(response).expiresIn))
    }

    /// The server names uploads.
    public func location(ofObject name: String) -> String? { nil }

    /// `HEAD` on the upload, which is the object.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? { try locate(location) }

    /// Reads what ``located(from:)`` reads.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        located(from: response).map(\.facts)
    }

    /// `GET` on the upload; not of the protocol, but most servers answer it.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? { try upload(location).request(.get) }

    /// `DELETE` on the upload (extension "Termination").
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        abandon(location, capabilities: capabilities)
    }

    /// `PATCH` on the upload at the chunk's offset.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        var fields = TusFields.common
        fields[.contentType] = TusFields.chunkType
        fields[.uploadOffset] = String(sending.chunk.offset)
        if let declaring = sending.declaring { fields[.uploadLength] = String(declaring) }
        fields[.uploadChecksum] = sending.checksum.flatMap(TusChecksum.field)
        return try upload(location).request(.patch, fields)
    }

    /// Reads the new `Upload-Offset`.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        guard response.head.status.kind == .successful else {
            return .failure(TusReply(response).failure(whileCreating: false))
        }
        guard let offset = response.head.headerFields[.uploadOffset].flatMap({ Int64($0) }) else {
            return .failure(TusReply(response).noOffset())
        }
        return .success(AcceptedChunk(offset: offset, expiresIn: TusReply(response).expiresIn))
    }

    /// `DELETE` on the upload (extension "Termination").
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        guard capabilities.terminates else { return nil }
        return HTTPLocation(location)?.request(.delete, TusFields.common)
    }

    /// Partial uploads, joined at the end (extension "Concatenation").
    public func joining(_ capabilities: UploadCapabilities) -> (any JoiningDialect)? {
        capabilities.joining == nil ? nil : TusJoiningDialect(tus: self, capabilities: capabilities)
    }

    private func upload(_ location: String) throws(UploadFailure) -> HTTPLocation {
        guard let location = HTTPLocation(location) else {
            throw UploadFailure(.other, FerryError(.uploadExpired, "the stored upload URL cannot be used"))
        }
        return location
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimming { $0 == " " || $0 == "\t" }.lowercased() }
    }
}

extension Substring {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
