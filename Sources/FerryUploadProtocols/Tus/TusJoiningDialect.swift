public import FerryCore
public import HTTPTypes

/// One object by several tus uploads at once: partial uploads, joined by a final one (tus 1.0.0, extension
/// "Concatenation").
public struct TusJoiningDialect: JoiningDialect {
    let tus: TusDialect
    /// What the server can do.
    public let capabilities: UploadCapabilities

    init(tus: TusDialect, capabilities: UploadCapabilities) {
        self.tus = tus
        self.capabilities = capabilities
    }

    /// `tus`.
    public var name: String { tus.name }
    /// The URL that uploads are created at.
    public var endpoint: String { tus.endpoint.text }

    /// No more partial uploads than have room in one header field: all their paths go in one `Upload-Concat`, and
    /// servers and proxies take 8 KiB (nginx, `large_client_header_buffers`).
    public var limits: PartLimits { PartLimits(minBytes: 1, maxBytes: 1 << 40, maxCount: 64) }

    /// tus with `Upload-Concat: partial`.
    public var partial: any UploadDialect { TusDialect(endpoint: tus.endpoint, isPartial: true) }

    /// `POST` with `Upload-Concat: final;…`. Partial uploads of the endpoint's own host are named by their paths, as in
    /// the protocol's own example.
    public func join(_ places: [String], _ creation: UploadCreation) throws(UploadFailure) -> HTTPRequest {
        var fields = TusFields.common
        fields[.uploadConcat] = "final;" + places.map(reference).joined(separator: " ")
        fields[.uploadMetadata] = TusMetadata.of(creation)
        return tus.endpoint.request(.post, fields)
    }

    private func reference(_ place: String) -> String {
        guard let location = HTTPLocation(place), location.authority == tus.endpoint.authority else { return place }
        return location.path
    }

    /// Reads `Location`. A server that does not know a partial upload, or does not find it whole, answers 400, 404, 409
    /// or 410.
    public func joined(from response: HTTPTransferResponse) -> Result<String, PartsFailure> {
        let (reply, status) = (TusReply(response), response.head.status.code)
        guard status == 201 else {
            let judged = reply.failure(whileCreating: true)
            guard [400, 404, 409, 410].contains(status) else { return .failure(PartsFailure(.plain, judged)) }
            let error = FerryError(
                .destinationConflict, "the server does not find all partial uploads whole (\(status))",
                disposition: .retry, status: status)
            return .failure(PartsFailure(.partsDiffer, UploadFailure(.offset, error)))
        }
        guard let location = response.head.headerFields[.location].flatMap({ tus.endpoint.resolving($0) }) else {
            return .failure(PartsFailure(.plain, reply.noTus("its reply to the joining request names no upload")))
        }
        return .success(location.text)
    }

    /// The server names uploads.
    public func location(ofObject name: String) -> String? { nil }

    /// `HEAD` on the final upload, which is the object.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? { try tus.inspect(location) }

    /// Reads length and, where given, `Repr-Digest`.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        tus.inspected(from: response)
    }

    /// `GET` on the final upload.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? { try tus.read(location) }

    /// `DELETE` on the final upload.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        tus.remove(location, capabilities: capabilities)
    }

    /// `OPTIONS` on the endpoint.
    public func discover() -> HTTPRequest? { tus.discover() }

    /// What `OPTIONS` says.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        tus.capabilities(from: response)
    }
}
