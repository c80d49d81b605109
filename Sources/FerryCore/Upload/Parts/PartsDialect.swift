public import HTTPTypes

/// The port of one upload protocol whose parts go in any order: pure, from what to do next to a request value, from a
/// reply value to an event.
///
/// A dialect never sees the transport. Its requests carry no credentials; the sender adds them. `location` is an
/// object's place as receipts carry it.
public protocol PartsDialect: StorageDialect {
    /// How an object may be cut.
    var limits: PartLimits { get }
    /// Objects of so many bytes or fewer go by one request without parts.
    var maxWholeBytes: Int64 { get }
    /// What the storage is asked to do until it refuses.
    var features: PartsFeatures { get }
    /// Whether the storage is known to honour the condition on the name, so that nobody needs to look first.
    var isNameGuardTrusted: Bool { get }

    /// The request that sends a whole object, whose body is the object.
    func store(
        _ creation: UploadCreation, at location: String, checksum: Checksum?, features: PartsFeatures
    ) throws(UploadFailure) -> HTTPRequest

    /// Reads what the storage says of an object that was sent whole.
    func stored(from response: HTTPTransferResponse, bytes: Int64) -> Result<ObjectFacts, PartsFailure>

    /// The request that begins an upload.
    func begin(
        _ creation: UploadCreation, at location: String, features: PartsFeatures
    ) throws(UploadFailure) -> HTTPRequest

    /// Reads the name of the upload, and the checksum that its parts are to be sent with.
    func begun(
        from response: HTTPTransferResponse, features: PartsFeatures
    ) -> Result<(id: String, checksum: ChecksumAlgorithm?), PartsFailure>

    /// The request that sends a part, whose body is the part.
    func send(
        _ part: Chunk, of upload: PartsUpload, at location: String, checksum: Checksum?
    ) throws(UploadFailure) -> HTTPRequest

    /// Reads what the storage says of a part that was sent.
    func accepted(from response: HTTPTransferResponse, part: Chunk) -> Result<ListedPart, PartsFailure>

    /// The request that lists parts behind an index; `nil` lists from the first.
    func list(
        _ upload: PartsUpload, at location: String, after index: Int?, limit: Int
    ) throws(UploadFailure) -> HTTPRequest

    /// Reads a page of parts.
    func listed(from response: HTTPTransferResponse) -> Result<PartsPage, PartsFailure>

    /// The request that makes an object of parts, with its body.
    func complete(
        _ upload: PartsUpload, at location: String, parts: [PartReference], creation: UploadCreation,
        checksum: Checksum?, features: PartsFeatures
    ) throws(UploadFailure) -> (head: HTTPRequest, body: [UInt8])

    /// Reads whether the object was made: `nil` when the reply says so to its very end.
    func completed(from response: HTTPTransferResponse) -> PartsFailure?

    /// The tag that an object of these parts should bear; `nil` when it cannot be told.
    func entityTag(of parts: [PartReference]) -> String?

    /// The request that gives an upload up.
    func abort(_ upload: PartsUpload, at location: String) throws(UploadFailure) -> HTTPRequest
}
