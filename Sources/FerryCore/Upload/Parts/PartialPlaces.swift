/// What a restart needs of an upload whose parts are uploads of their own.
public struct PartialPlaces: Sendable, Hashable, Codable {
    /// How the server joins them.
    public var joining: UploadCapabilities.Joining
    /// The URLs of the partial uploads that exist, by the part's place from 0.
    public var urls: [Int: String]
    /// Whether the request that joins them may have been answered.
    public var isJoining = false
    /// The object's URL, once the server said it.
    public var object: String?

    /// Creates a record without any partial upload.
    public init(joining: UploadCapabilities.Joining) {
        self.joining = joining
        urls = [:]
    }

    /// The URLs in the order of the parts.
    public var inOrder: [String] { urls.sorted { $0.key < $1.key }.map(\.value) }
}
