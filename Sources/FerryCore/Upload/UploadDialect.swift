public import HTTPTypes

/// The port of one upload protocol that takes bytes strictly in order: pure, from what to do next to a request value,
/// from a reply value to an event.
///
/// A dialect never sees the transport. Its requests carry no credentials; the sender adds them.
public protocol UploadDialect: StorageDialect {
    /// What the protocol itself asks of the machine.
    var traits: UploadTraits { get }

    /// The requests that make way for an object before it is created, such as for the folders of its name; what they are
    /// answered does not matter.
    func preparations(for creation: UploadCreation, capabilities: UploadCapabilities) -> [HTTPRequest]

    /// The request that creates an upload; `nil` where nothing is created and bytes go to the object's location.
    func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest?

    /// What the creating request carries beside the object's bytes, such as a document of metadata; `nil` for nothing.
    func creationBody(_ creation: UploadCreation) -> [UInt8]?

    /// Reads the reply to a creating request.
    func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure>

    /// Reads an interim reply (1xx) of the server to a request with a body; `nil` when it says nothing.
    func interim(status: Int, fields: HTTPFields) -> InterimReply?

    /// The request that asks where the upload stands; `nil` where nobody can be asked: then nothing counts as kept.
    func locate(_ location: String) throws(UploadFailure) -> HTTPRequest?

    /// Reads the reply to a locating request.
    func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure>

    /// The request that sends a chunk.
    func send(_ sending: ChunkSending, to location: String) throws(UploadFailure) -> HTTPRequest

    /// Reads the server's new offset from the reply to a chunk.
    func accepted(from response: HTTPTransferResponse, sending: ChunkSending) -> Result<AcceptedChunk, UploadFailure>

    /// The requests that put right what a failed request complains about, such as a folder that is missing; they are
    /// sent in order before the next attempt.
    func remedies(for response: HTTPTransferResponse, location: String) -> [HTTPRequest]

    /// The request that gives an upload up; `nil` when the protocol or the server has none.
    func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest?

    /// How one object may be sent by several requests at once; `nil` where the protocol or the server cannot.
    func joining(_ capabilities: UploadCapabilities) -> (any JoiningDialect)?
}

extension UploadDialect {
    /// Plain offsets, length decides.
    public var traits: UploadTraits { UploadTraits() }

    /// Nothing is in the way.
    public func preparations(for creation: UploadCreation, capabilities: UploadCapabilities) -> [HTTPRequest] { [] }

    /// The creating request carries no document.
    public func creationBody(_ creation: UploadCreation) -> [UInt8]? { nil }

    /// No interim reply says anything.
    public func interim(status: Int, fields: HTTPFields) -> InterimReply? { nil }

    /// One request at a time.
    public func joining(_ capabilities: UploadCapabilities) -> (any JoiningDialect)? { nil }

    /// Nothing can be put right.
    public func remedies(for response: HTTPTransferResponse, location: String) -> [HTTPRequest] { [] }
}

/// What a protocol asks of the upload machine, whatever the server says.
public struct UploadTraits: Sendable, Hashable {
    /// Whether an upload is complete only when the client has said so (RUFH), not when its length is reached.
    public var closesExplicitly: Bool
    /// Whether the object is found by its name also when its upload is not known any more: a void upload whose last
    /// bytes were on their way may have become the object.
    public var objectOutlivesUpload: Bool
    /// Whether all bytes go in one request to the object's name, and a failure begins them again. Else nothing of an
    /// unfinished upload is ever seen at the name: what stands there then is not ours.
    public var sendsWhole: Bool
    /// The checksum of the whole object that the storage wants, or will be compared by.
    public var objectChecksum: ChecksumAlgorithm?

    /// Creates traits; by default those of tus.
    public init(
        closesExplicitly: Bool = false, objectOutlivesUpload: Bool = false, sendsWhole: Bool = false,
        objectChecksum: ChecksumAlgorithm? = nil
    ) {
        self.closesExplicitly = closesExplicitly
        self.objectOutlivesUpload = objectOutlivesUpload
        self.sendsWhole = sendsWhole
        self.objectChecksum = objectChecksum
    }
}

/// What a server can do, as far as it says.
public struct UploadCapabilities: Sendable, Equatable {
    /// Whether the creating request may carry bytes.
    public var createsWithBody: Bool
    /// Whether the length may be told later.
    public var defersLength: Bool
    /// Whether an upload can be given up.
    public var terminates: Bool
    /// The largest object in bytes.
    public var maxBytes: Int64?
    /// How large chunks may be.
    public var chunkLimits: ChunkLimits
    /// The checksum that each chunk is sent with.
    public var chunkChecksum: ChecksumAlgorithm?
    /// How partial uploads are joined; `nil` where they are not.
    public var joining: Joining?
    /// What else was found, by the protocol's own names; shown by `mediaferry doctor`.
    public var features: [String]
    /// Why the server cannot be used at all.
    public var refusal: FerryError?

    /// Creates capabilities; by default nothing beyond the protocol's core.
    public init(
        createsWithBody: Bool = false, defersLength: Bool = false, terminates: Bool = false, maxBytes: Int64? = nil,
        chunkLimits: ChunkLimits = .none, chunkChecksum: ChecksumAlgorithm? = nil, joining: Joining? = nil,
        features: [String] = [], refusal: FerryError? = nil
    ) {
        self.joining = joining
        self.createsWithBody = createsWithBody
        self.defersLength = defersLength
        self.terminates = terminates
        self.maxBytes = maxBytes
        self.chunkLimits = chunkLimits
        self.chunkChecksum = chunkChecksum
        self.features = features
        self.refusal = refusal
    }
}
