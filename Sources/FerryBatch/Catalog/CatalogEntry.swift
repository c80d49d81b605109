public import FerryCore

/// One recording as a catalog lists it: where it is, how large, in which version, and what is asked for it.
public struct CatalogEntry: Sendable, Equatable, Codable {
    /// The path beneath the catalog, parts separated by slashes; it tells the item from all others of its catalog.
    public var name: String
    /// Where its bytes are.
    public var place: Place
    /// Bytes.
    public var bytes: Int64
    /// Which version of the bytes it is, as far as a listing tells: the modification time in nanoseconds, or the entity
    /// tag.
    public var version: String
    /// When it was last modified; `nil` where the catalog does not say.
    public var modified: Timestamp?
    /// The preset that is asked for it alone.
    public var preset: Preset?
    /// The object's name that is asked for, as it is wanted.
    public var objectName: String?
    /// Metadata that is asked for its object.
    public var metadata: [String: String]?

    /// Where the bytes of a recording are.
    public enum Place: Sendable, Equatable, Codable {
        /// A file of this machine, by its path.
        case file(String)
        /// An object of a storage, by its location such as `s3://BUCKET/KEY`.
        case object(String)
    }

    /// Creates an entry.
    public init(
        name: String, place: Place, bytes: Int64, version: String, modified: Timestamp? = nil, preset: Preset? = nil,
        objectName: String? = nil, metadata: [String: String]? = nil
    ) {
        self.name = name
        self.place = place
        self.bytes = bytes
        self.version = version
        self.modified = modified
        self.preset = preset
        self.objectName = objectName
        self.metadata = metadata
    }

    /// What an unchanged recording keeps: where it is, its size and its version.
    public var identity: String {
        switch place {
        case .file(let path): "\(bytes) \(version) \(path)"
        case .object(let location): "\(bytes) \(version) \(location)"
        }
    }

    /// The folders of ``name``; empty at the top.
    public var folder: String {
        name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
    }
}
