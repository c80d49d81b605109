/// A request of an upload in parts that did not do what it should, already judged.
public struct PartsFailure: Error, Sendable, Equatable {
    /// What it means for the upload.
    public var kind: Kind
    /// What happened.
    public var failure: UploadFailure

    /// What a failure means for the upload, where its disposition does not say it all.
    public enum Kind: Sendable, Equatable {
        /// What the error's disposition says; `freshStart` is an upload that is gone.
        case plain
        /// An object stands at the name.
        case nameTaken
        /// The storage does not know the condition on the name, or something else that it does not tell.
        case guardRefused
        /// The storage does not know the checksum.
        case checksumRefused
        /// The storage misses parts, or has others.
        case partsDiffer
    }

    /// Creates a failure.
    public init(_ kind: Kind = .plain, _ failure: UploadFailure) {
        self.kind = kind
        self.failure = failure
    }
}
