import HTTPTypes

/// Field names of tus 1.0.0, of draft-ietf-httpbis-resumable-upload and of RFC 9530.
extension HTTPField.Name {
    static let tusResumable = name("Tus-Resumable")
    static let tusVersion = name("Tus-Version")
    static let tusExtension = name("Tus-Extension")
    static let tusMaxSize = name("Tus-Max-Size")
    static let tusChecksumAlgorithm = name("Tus-Checksum-Algorithm")
    static let uploadExpires = name("Upload-Expires")
    static let uploadConcat = name("Upload-Concat")
    /// Not of tus: the embedded receiver says so that it makes one object of the same partial uploads.
    static let ferryJoining = name("Ferry-Joining")
    static let uploadOffset = name("Upload-Offset")
    static let uploadLength = name("Upload-Length")
    static let uploadDeferLength = name("Upload-Defer-Length")
    static let uploadMetadata = name("Upload-Metadata")
    static let uploadChecksum = name("Upload-Checksum")
    static let uploadComplete = name("Upload-Complete")
    static let uploadIncomplete = name("Upload-Incomplete")
    static let uploadLimit = name("Upload-Limit")
    static let interopVersion = name("Upload-Draft-Interop-Version")
    static let acceptPatch = name("Accept-Patch")
    static let reprDigest = name("Repr-Digest")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
