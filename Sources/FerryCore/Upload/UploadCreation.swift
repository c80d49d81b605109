/// What an upload is created with.
public struct UploadCreation: Sendable, Equatable {
    /// Bytes of the object; `nil` while it grows.
    public var length: Int64?
    /// The chunk that the creating request carries.
    public var chunk: Chunk?
    /// The object's name beneath the destination; may hold `/`.
    public var objectName: String
    /// The object's media type.
    public var mediaType: String
    /// Whose object it is.
    public var marker: ObjectMarker
    /// SHA-256 of the whole object in lower-case hex; `nil` while it grows.
    public var sha256: String?
    /// What else is said of the object.
    public var attributes: ObjectAttributes
    /// Whether an object that stands at the name may be replaced.
    public var replaces: Bool
    /// The version of the object that was found at the name and judged replaceable; `nil` when it told none.
    public var replacedVersion: String?

    /// The job's key, hashed, by which a server can keep one object of a job.
    public var jobTag: String { marker.jobTag }
    /// The name's last part.
    public var fileName: String { objectName.split(separator: "/").last.map(String.init) ?? objectName }

    /// Creates a creation.
    public init(
        length: Int64?, chunk: Chunk?, objectName: String, mediaType: String, marker: ObjectMarker,
        sha256: String? = nil, attributes: ObjectAttributes = ObjectAttributes(), replaces: Bool = false,
        replacedVersion: String? = nil
    ) {
        self.length = length
        self.chunk = chunk
        self.objectName = objectName
        self.mediaType = mediaType
        self.marker = marker
        self.sha256 = sha256
        self.attributes = attributes
        self.replaces = replaces
        self.replacedVersion = replacedVersion
    }
}

/// A chunk on its way, with all that its request may have to say.
public struct ChunkSending: Sendable, Equatable {
    /// The chunk.
    public var chunk: Chunk
    /// The length of the object the server must be told now.
    public var declaring: Int64?
    /// Bytes of the object; `nil` while it grows.
    public var objectLength: Int64?
    /// The checksum of the chunk, where the server takes one.
    public var checksum: Checksum?
    /// The checksum of the whole object, where the protocol wants one.
    public var objectChecksum: Checksum?
    /// What the object is, for protocols that say it with the bytes.
    public var creation: UploadCreation

    /// Whether nothing follows this chunk.
    public var isLast: Bool { chunk.end == objectLength }

    /// Creates a sending.
    public init(
        chunk: Chunk, declaring: Int64? = nil, objectLength: Int64?, checksum: Checksum? = nil,
        objectChecksum: Checksum? = nil, creation: UploadCreation
    ) {
        self.chunk = chunk
        self.declaring = declaring
        self.objectLength = objectLength
        self.checksum = checksum
        self.objectChecksum = objectChecksum
        self.creation = creation
    }
}
