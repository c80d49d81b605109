/// An upload in parts that the storage has begun; what a restart needs to go on with it.
public struct PartsUpload: Sendable, Hashable, Codable {
    /// The storage's name of the upload.
    public var id: String
    /// Bytes of a part, fixed for the life of the upload; the last part may be shorter.
    public var partBytes: Int64
    /// The checksum that parts are sent with and compared by; `nil` for none.
    public var checksum: ChecksumAlgorithm?
    /// Whether the object may take the place of another.
    public var replaces: Bool
    /// Where the parts are, where each is an upload of its own; else `nil`.
    public var partials: PartialPlaces?

    /// Creates an upload.
    public init(
        id: String, partBytes: Int64, checksum: ChecksumAlgorithm? = nil, replaces: Bool = false,
        partials: PartialPlaces? = nil
    ) {
        self.partials = partials
        self.id = id
        self.partBytes = partBytes
        self.checksum = checksum
        self.replaces = replaces
    }
}

/// A part that the storage keeps, by what completing the upload needs.
public struct PartReference: Sendable, Hashable, Codable {
    /// The storage's tag of the part, as it gave it, without quotes.
    public var entityTag: String
    /// The checksum of the part's bytes as they are here; `nil` when none was computed.
    public var checksum: Checksum?

    /// Creates a reference.
    public init(entityTag: String, checksum: Checksum? = nil) {
        self.entityTag = entityTag
        self.checksum = checksum
    }
}

/// One page of a listing of parts.
public struct PartsPage: Sendable, Equatable {
    /// The parts, ascending.
    public var parts: [ListedPart]
    /// The index after which the next page begins; `nil` on the last page.
    public var next: Int?

    /// Creates a page.
    public init(parts: [ListedPart], next: Int? = nil) {
        self.parts = parts
        self.next = next
    }
}
