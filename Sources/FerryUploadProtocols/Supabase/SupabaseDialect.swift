public import FerryCore
public import HTTPTypes

/// Supabase Storage's resumable uploads: tus 1.0 with chunks of exactly 6 MiB, a bucket and an object's name in the
/// metadata, and objects that stand at their names (supabase.com/docs, "Resumable uploads").
///
/// Every `POST` and `PATCH` is authorised anew by the server. An upload's URL holds the object's name: it is treated as
/// a secret.
public struct SupabaseDialect: UploadDialect {
    /// `supabase`.
    public let name = "supabase"
    /// Bytes of every chunk but the last, as the documentation demands.
    public static let chunkBytes: Int64 = 6 << 20

    let service: HTTPLocation
    let project: String
    let bucket: String
    let prefix: String
    let isSigned: Bool
    private let chunkBytes: Int64
    private let tus: TusDialect

    /// The storage service of a hosted project; `nil` when the project's name cannot stand in a host name.
    public static func hostedService(project: String) -> HTTPLocation? {
        guard !project.isEmpty, project.utf8.allSatisfy({ isHostByte($0) }) else { return nil }
        return HTTPLocation("https://\(project).storage.supabase.co/storage/v1")
    }

    /// Creates the dialect for one place in a bucket; `nil` when the service's URL cannot be used.
    ///
    /// - Parameters:
    ///   - service: The storage service's URL, ending in `/storage/v1`.
    ///   - project: The project, as locations name it.
    ///   - bucket: The bucket's name.
    ///   - prefix: What all names begin with, without a slash at either end.
    ///   - isSigned: Whether a signature for one upload is all there is (`x-signature`): then nothing that stands in the
    ///     bucket can be looked at.
    ///   - chunkBytes: Bytes of every chunk but the last; only a service that was built otherwise has others.
    public init?(
        service: HTTPLocation, project: String, bucket: String, prefix: String, isSigned: Bool = false,
        chunkBytes: Int64 = Self.chunkBytes
    ) {
        let path = isSigned ? "/upload/resumable/sign" : "/upload/resumable"
        guard let endpoint = Self.address(path, at: service) else { return nil }
        self.service = service
        self.project = project
        self.bucket = bucket
        self.prefix = prefix
        self.isSigned = isSigned
        self.chunkBytes = chunkBytes
        tus = TusDialect(endpoint: endpoint)
    }

    /// Keys of 1,024 bytes of ASCII letters, digits and the symbols that the service takes in keys; `?` is left out.
    public var nameRules: ObjectNameRules {
        var rules = ObjectNameRules(behind: prefix)
        rules.plainSymbols = "_!-.*'() &$@=;:+,"
        return rules
    }

    /// The object stands at its name when its upload is no more; it can be asked for unless only a signature is there.
    public var traits: UploadTraits { UploadTraits(objectOutlivesUpload: !isSigned) }

    /// `OPTIONS` on the endpoint, which nobody needs to be authorised for.
    public func discover() -> HTTPRequest? { tus.discover() }

    /// What tus says, with the service's own rules: chunks of 6 MiB, the length at the creation, no bytes with it.
    public func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities {
        var capabilities = tus.capabilities(from: response)
        capabilities.createsWithBody = false
        capabilities.defersLength = false
        capabilities.terminates = true
        capabilities.chunkLimits = ChunkLimits(minBytes: chunkBytes, maxBytes: chunkBytes)
        return capabilities
    }

    /// `supabase://PROJECT/BUCKET/NAME`; the name is not percent-encoded.
    public func location(ofObject name: String) -> String? { "supabase://\(project)/\(bucket)/\(fullName(name))" }

    private func fullName(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix)/\(name)" }

    // MARK: Uploads

    /// `POST` on the endpoint with the metadata the service wants.
    public func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest? {
        var request = tus.create(creation, capabilities: capabilities)
        request?.headerFields[.uploadMetadata] = SupabaseMetadata.encode(
            creation, bucket: bucket, objectName: fullName(creation.objectName))
        if creation.replaces { request?.headerFields[.xUpsert] = "true" }
        return request
    }

    /// `HEAD` on the upload.
    public func locate(_ location: String) throws(UploadFailure) -> HTTPRequest? { try tus.locate(location) }

    /// `PATCH` on the upload.
    public func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest {
        var request = try tus.send(sending, to: location)
        if sending.creation.replaces { request.headerFields[.xUpsert] = "true" }
        return request
    }

    /// `DELETE` on the upload; refused when it is finished.
    public func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        tus.abandon(location, capabilities: capabilities)
    }

    // MARK: Replies

    /// Reads what tus reads; refusals by their meaning.
    public func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure> {
        tus.created(from: response, creation: creation).mapError { failure in
            SupabaseReply(response).refusal(of: creation) ?? failure
        }
    }

    /// Reads what tus reads.
    public func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure> {
        tus.located(from: response)
    }

    /// Reads what tus reads, and `Tus-Complete: 1`; refusals by their meaning, those of the last chunk as what they are:
    /// all bytes came, and the object was not made of them.
    public func accepted(
        from response: HTTPTransferResponse, sending: ChunkSending
    ) -> Result<AcceptedChunk, UploadFailure> {
        tus.accepted(from: response, sending: sending).map { accepted in
            var accepted = accepted
            if response.head.headerFields[.tusComplete] == "1" { accepted.isComplete = true }
            return accepted
        }.mapError { SupabaseReply(response).refusal(of: sending) ?? $0 }
    }

    // MARK: Objects

    /// `GET …/object/info/BUCKET/NAME`; `nil` where a signature is all there is.
    public func inspect(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        isSigned ? nil : try object(location, under: "/object/info/").request(.get)
    }

    /// Reads size, version and our marker. The service tells no checksum: its entity tag is one of parts.
    public func inspected(from response: HTTPTransferResponse) -> Result<ObjectFacts, UploadFailure> {
        SupabaseReply(response).facts
    }

    /// `GET …/object/authenticated/BUCKET/NAME`.
    public func read(_ location: String) throws(UploadFailure) -> HTTPRequest? {
        isSigned ? nil : try object(location, under: "/object/authenticated/").request(.get)
    }

    /// `DELETE …/object/BUCKET/NAME`.
    public func remove(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest? {
        isSigned ? nil : try? object(location, under: "/object/").request(.delete)
    }

    private func object(_ location: String, under path: String) throws(UploadFailure) -> HTTPLocation {
        let parts = location.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "supabase:", parts[1].isEmpty, !parts[3].isEmpty, !parts[4].isEmpty,
            let address = Self.address(
                "\(path)\(PercentText.encode(parts[3]))/\(PercentText.encode(parts[4], keeping: "/"))", at: service)
        else {
            throw UploadFailure(
                .other,
                FerryError(.destinationWrongProtocol, "the stored location is no supabase:// address of an object"))
        }
        return address
    }

    private static func address(_ path: String, at service: HTTPLocation) -> HTTPLocation? {
        let base = service.path.prefix { $0 != "?" }
        return service.resolving((base.hasSuffix("/") ? base.dropLast() : base) + path)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension HTTPField.Name {
    static let xUpsert = supabase("x-upsert")
    static let tusComplete = supabase("Tus-Complete")

    private static func supabase(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
