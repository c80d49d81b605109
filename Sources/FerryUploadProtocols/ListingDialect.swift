public import FerryCore
public import HTTPTypes

/// A protocol whose storage tells what stands beneath a prefix, page by page, and gives parts of objects back.
public protocol ListingDialect: StorageDialect {
    /// The request for a page of objects.
    ///
    /// - Parameter token: What the page before named as the next; `nil` for the first.
    func listObjects(after token: String?) throws(UploadFailure) -> HTTPRequest

    /// Reads a page.
    func listedObjects(from response: HTTPTransferResponse) -> Result<ObjectPage, UploadFailure>

    /// The request for an object from a byte to its end, in one version only: another one is refused with 412.
    func read(_ location: String, from offset: Int64, version: String) throws(UploadFailure) -> HTTPRequest
}

/// A page of a listing.
public struct ObjectPage: Sendable, Equatable {
    /// The objects in the storage's order.
    public var objects: [ListedObject]
    /// What the next page is asked for by; `nil` at the end.
    public var next: String?

    /// Creates a page.
    public init(objects: [ListedObject], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// An object as a listing tells it.
public struct ListedObject: Sendable, Equatable {
    /// The name beneath the prefix.
    public var name: String
    /// Where it is, such as `s3://BUCKET/KEY`.
    public var location: String
    /// Bytes.
    public var bytes: Int64
    /// The entity tag or generation.
    public var version: String
    /// When it was last written.
    public var modified: Timestamp?

    /// Describes an object.
    public init(name: String, location: String, bytes: Int64, version: String, modified: Timestamp?) {
        self.name = name
        self.location = location
        self.bytes = bytes
        self.version = version
        self.modified = modified
    }
}
