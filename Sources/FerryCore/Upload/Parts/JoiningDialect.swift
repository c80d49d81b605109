public import HTTPTypes

/// The port of an upload protocol that makes an object of partial uploads: each part is an upload of its own, with its
/// own URL and offset, and one last request joins them.
///
/// The server names the object in its reply to that request. Who loses the reply cannot ask for the object; see
/// ``UploadCapabilities/Joining``.
public protocol JoiningDialect: StorageDialect {
    /// Where partial uploads are created.
    var endpoint: String { get }
    /// How an object may be cut.
    var limits: PartLimits { get }
    /// What the server can do.
    var capabilities: UploadCapabilities { get }
    /// How a part is sent: offsets count from the part's first byte.
    var partial: any UploadDialect { get }

    /// The request, without a body, that makes the object of whole partial uploads.
    ///
    /// - Parameter places: The partial uploads' URLs, in the order of their bytes.
    func join(_ places: [String], _ creation: UploadCreation) throws(UploadFailure) -> HTTPRequest

    /// Reads the object's URL. ``PartsFailure/Kind/partsDiffer`` says that the server misses partial uploads.
    func joined(from response: HTTPTransferResponse) -> Result<String, PartsFailure>
}

extension UploadCapabilities {
    /// How a server joins partial uploads.
    public enum Joining: String, Sendable, Hashable, Codable {
        /// The same partial uploads of the same job make one object, however often it is asked for.
        case once
        /// Each request makes an object; one whose reply was lost must not be sent again.
        case eachTime
    }
}
