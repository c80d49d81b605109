public import HTTPTypes

/// The port of one upload protocol: pure, from what to do next to a request value, from a reply value to an event.
///
/// A dialect never sees the transport. Its requests carry no credentials; the sender adds them.
public protocol UploadDialect: Sendable {
    /// The protocol's name in receipts and in the store, such as `tus`.
    var name: String { get }

    /// The request that finds out what the server can do; `nil` when the protocol has none.
    func discover() -> HTTPRequest?

    /// What the server can do, from the reply to ``discover()``; `nil` stands for no reply at all.
    func capabilities(from response: HTTPTransferResponse?) -> UploadCapabilities

    /// The request that creates an upload.
    func create(_ creation: UploadCreation, capabilities: UploadCapabilities) -> HTTPRequest

    /// Reads the reply to a creating request.
    func created(
        from response: HTTPTransferResponse, creation: UploadCreation
    ) -> Result<CreatedUpload, UploadFailure>

    /// The request that asks where the upload stands.
    func locate(_ location: String) throws(UploadFailure) -> HTTPRequest

    /// Reads the reply to a locating request.
    func located(from response: HTTPTransferResponse) -> Result<LocatedUpload, UploadFailure>

    /// The request that sends a chunk; `declaring` is the length of the object the server must be told now.
    func send(_ chunk: Chunk, to location: String, declaring: Int64?) throws(UploadFailure) -> HTTPRequest

    /// Reads the server's new offset from the reply to a chunk.
    func accepted(from response: HTTPTransferResponse) -> Result<Int64, UploadFailure>

    /// The request that gives an upload up; `nil` when the protocol or the server has none.
    func abandon(_ location: String, capabilities: UploadCapabilities) -> HTTPRequest?
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
    /// Why the server cannot be used at all.
    public var refusal: FerryError?

    /// Creates capabilities; by default nothing beyond the protocol's core.
    public init(
        createsWithBody: Bool = false, defersLength: Bool = false, terminates: Bool = false, maxBytes: Int64? = nil,
        refusal: FerryError? = nil
    ) {
        self.createsWithBody = createsWithBody
        self.defersLength = defersLength
        self.terminates = terminates
        self.maxBytes = maxBytes
        self.refusal = refusal
    }
}

/// What an upload is created with.
public struct UploadCreation: Sendable, Equatable {
    /// Bytes of the object; `nil` while it grows.
    public var length: Int64?
    /// The chunk that the creating request carries.
    public var chunk: Chunk?
    /// The object's name, without directories.
    public var fileName: String
    /// The object's media type.
    public var mediaType: String
    /// The job's key, hashed, by which a server can keep one object of a job.
    public var jobTag: String

    /// Creates a creation.
    public init(length: Int64?, chunk: Chunk?, fileName: String, mediaType: String, jobTag: String) {
        self.length = length
        self.chunk = chunk
        self.fileName = fileName
        self.mediaType = mediaType
        self.jobTag = jobTag
    }
}

/// An upload that now exists.
public struct CreatedUpload: Sendable, Equatable {
    /// Its absolute URL.
    public var location: String
    /// Bytes it holds.
    public var offset: Int64

    /// Creates a created upload.
    public init(location: String, offset: Int64) {
        self.location = location
        self.offset = offset
    }
}

/// Where an upload stands.
public struct LocatedUpload: Sendable, Equatable {
    /// Bytes the server holds.
    public var offset: Int64
    /// Bytes of the object, as the server was told; `nil` when it does not say.
    public var length: Int64?
    /// SHA-256 of the finished object in lower-case hex (`Repr-Digest`, RFC 9530); `nil` when the server does not say.
    public var sha256: String?

    /// Creates a located upload.
    public init(offset: Int64, length: Int64? = nil, sha256: String? = nil) {
        self.offset = offset
        self.length = length
        self.sha256 = sha256
    }
}
