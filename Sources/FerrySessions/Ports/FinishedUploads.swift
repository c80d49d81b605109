public import FerryCore

/// The port that finds uploads which a browser has finished with the service's own upload endpoints.
public protocol FinishedUploads: Sendable {
    /// The finished upload of a URL, or of the path of one.
    ///
    /// - Parameters:
    ///   - url: As the client has it.
    ///   - user: Whose session asks; uploads of others are as if they were not there.
    /// - Returns: `nil` where there is none.
    func finishedUpload(at url: String, ofUser user: String?) async throws(FerryError) -> UploadedFile?
}

/// The file of a finished upload, which does not change any more.
public struct UploadedFile: Sendable, Equatable {
    /// Its path on this machine.
    public var path: String
    /// Its bytes.
    public var bytes: Int64
    /// SHA-256 of them in lower-case hex.
    public var sha256: String
    /// The media type that was stated.
    public var mediaType: String?

    /// Describes a file.
    public init(path: String, bytes: Int64, sha256: String, mediaType: String?) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
        self.mediaType = mediaType
    }
}
