/// An upload that now exists.
public struct CreatedUpload: Sendable, Equatable {
    /// Its absolute URL.
    public var location: String
    /// Bytes it holds.
    public var offset: Int64
    /// Whether it is complete already; `nil` where length alone decides.
    public var isComplete: Bool?
    /// How large chunks may be, where the server said so.
    public var chunkLimits: ChunkLimits?
    /// Seconds the upload will live, by the server's own clock; `nil` when it does not say.
    public var expiresIn: Double?

    /// Creates a created upload.
    public init(
        location: String, offset: Int64, isComplete: Bool? = nil, chunkLimits: ChunkLimits? = nil,
        expiresIn: Double? = nil
    ) {
        self.location = location
        self.offset = offset
        self.isComplete = isComplete
        self.chunkLimits = chunkLimits
        self.expiresIn = expiresIn
    }
}

/// What an interim reply (1xx) said while a request with a body was under way.
public struct InterimReply: Sendable, Equatable {
    /// Where the upload is.
    public var location: String?
    /// Bytes the server keeps for sure.
    public var offset: Int64?
    /// How large chunks may be.
    public var chunkLimits: ChunkLimits?
    /// Seconds the upload will live, by the server's own clock.
    public var expiresIn: Double?

    /// Creates a reply.
    public init(
        location: String? = nil, offset: Int64? = nil, chunkLimits: ChunkLimits? = nil, expiresIn: Double? = nil
    ) {
        self.location = location
        self.offset = offset
        self.chunkLimits = chunkLimits
        self.expiresIn = expiresIn
    }
}

/// Where an upload stands.
public struct LocatedUpload: Sendable, Equatable {
    /// Bytes the server holds.
    public var offset: Int64
    /// Bytes of the object, as the server was told; `nil` when it does not say.
    public var length: Int64?
    /// Whether the upload is complete; `nil` where length alone decides.
    public var isComplete: Bool?
    /// Checksums of the finished object, as far as the server tells them.
    public var checksums: [Checksum]
    /// How large chunks may be, where the server said so.
    public var chunkLimits: ChunkLimits?
    /// Seconds the upload will live, by the server's own clock; `nil` when it does not say.
    public var expiresIn: Double?

    /// Creates a located upload.
    public init(
        offset: Int64, length: Int64? = nil, isComplete: Bool? = nil, checksums: [Checksum] = [],
        chunkLimits: ChunkLimits? = nil, expiresIn: Double? = nil
    ) {
        self.offset = offset
        self.length = length
        self.isComplete = isComplete
        self.checksums = checksums
        self.chunkLimits = chunkLimits
        self.expiresIn = expiresIn
    }

    /// The finished object, as far as this reply tells.
    public var facts: ObjectFacts { ObjectFacts(bytes: offset, declaredBytes: length, checksums: checksums) }
}

/// A chunk that the server answered.
public struct AcceptedChunk: Sendable, Equatable {
    /// Bytes the server holds now.
    public var offset: Int64
    /// Whether the upload is complete; `nil` where length alone decides.
    public var isComplete: Bool?
    /// Seconds the upload will live, by the server's own clock; `nil` when it does not say.
    public var expiresIn: Double?

    /// Creates an accepted chunk.
    public init(offset: Int64, isComplete: Bool? = nil, expiresIn: Double? = nil) {
        self.offset = offset
        self.isComplete = isComplete
        self.expiresIn = expiresIn
    }
}
