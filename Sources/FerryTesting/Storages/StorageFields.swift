import HTTPTypes

/// The header fields of the upload protocols (tus 1.0, the IETF's resumable uploads, RFC 9530).
extension HTTPField.Name {
    static let tusResumable = name("Tus-Resumable")
    static let tusVersion = name("Tus-Version")
    static let tusExtension = name("Tus-Extension")
    static let tusMaxSize = name("Tus-Max-Size")
    static let tusChecksumAlgorithm = name("Tus-Checksum-Algorithm")
    static let uploadOffset = name("Upload-Offset")
    static let uploadLength = name("Upload-Length")
    static let uploadDeferLength = name("Upload-Defer-Length")
    static let uploadMetadata = name("Upload-Metadata")
    static let uploadChecksum = name("Upload-Checksum")
    static let uploadExpires = name("Upload-Expires")
    static let uploadConcat = name("Upload-Concat")
    static let ferryJoining = name("Ferry-Joining")
    static let uploadComplete = name("Upload-Complete")
    static let uploadLimit = name("Upload-Limit")
    static let uploadDraftInteropVersion = name("Upload-Draft-Interop-Version")
    static let reprDigest = name("Repr-Digest")
    static let contentDigest = name("Content-Digest")

    /// All names here are constants that are valid tokens.
    static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .location }
}
