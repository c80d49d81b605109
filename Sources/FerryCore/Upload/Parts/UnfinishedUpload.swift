/// An upload in parts that somebody began under a prefix and nobody has finished.
public struct UnfinishedUpload: Sendable, Hashable {
    /// Where its object would stand, as receipts carry it.
    public var location: String
    /// The storage's name of the upload.
    public var id: String
    /// When it was begun; `nil` when the storage does not say.
    public var begunAt: Timestamp?

    /// Creates an upload.
    public init(location: String, id: String, begunAt: Timestamp?) {
        self.location = location
        self.id = id
        self.begunAt = begunAt
    }
}

/// One page of a listing of unfinished uploads.
public struct UnfinishedPage: Sendable, Equatable {
    /// The uploads.
    public var uploads: [UnfinishedUpload]
    /// What the storage wants to be asked with for the next page; `nil` on the last page.
    public var next: Marker?

    /// A place in a listing.
    public struct Marker: Sendable, Hashable {
        /// The storage's own name of the last object listed.
        public var key: String
        /// The last upload listed of it.
        public var id: String

        /// Creates a place.
        public init(key: String, id: String) {
            self.key = key
            self.id = id
        }
    }

    /// Creates a page.
    public init(uploads: [UnfinishedUpload], next: Marker? = nil) {
        self.uploads = uploads
        self.next = next
    }
}
