/// What may be said of an object beside its bytes, where the storage keeps it.
public struct ObjectAttributes: Sendable, Hashable, Codable {
    /// The media type instead of the one found out.
    public var contentType: String?
    /// The value of `Cache-Control` that the storage gives with the object.
    public var cacheControl: String?
    /// The user's own metadata; keys of letters, digits and `-`.
    public var metadata: [String: String]
    /// Tags, where the storage has them.
    public var tags: [String: String]

    /// Creates attributes; by default none.
    public init(
        contentType: String? = nil, cacheControl: String? = nil, metadata: [String: String] = [:],
        tags: [String: String] = [:]
    ) {
        self.contentType = contentType
        self.cacheControl = cacheControl
        self.metadata = metadata
        self.tags = tags
    }
}
