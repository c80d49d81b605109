/// What one submission asks for its object beside what the run asks for all of them.
public struct ObjectWish: Sendable, Equatable, Codable {
    /// Folders, separated by slashes, that the name made by the template is put into; `nil` for none.
    public var folder: String?
    /// The object's name as it is wanted, in place of the template's; made safe as ``ObjectNameTemplate`` does.
    public var name: String?
    /// Metadata of this object, before that of the run.
    public var metadata: [String: String]?
    /// Whether this object stands for itself: the same bytes elsewhere do not count as delivered here.
    public var isApart: Bool?
    /// The delivery of the same item that this one takes the place of; its object may be replaced where the source has
    /// the same bytes.
    public var former: Former?

    /// An earlier delivery.
    public struct Former: Sendable, Equatable, Codable {
        /// The object's name beneath the destination.
        public var objectName: String
        /// SHA-256 of the source in lower-case hex.
        public var sha256: String

        /// Creates an earlier delivery.
        public init(objectName: String, sha256: String) {
            self.objectName = objectName
            self.sha256 = sha256
        }
    }

    /// Creates a wish.
    public init(
        folder: String? = nil, name: String? = nil, metadata: [String: String]? = nil, isApart: Bool? = nil,
        former: Former? = nil
    ) {
        self.folder = folder
        self.name = name
        self.metadata = metadata
        self.isApart = isApart
        self.former = former
    }
}
