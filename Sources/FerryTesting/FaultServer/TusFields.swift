import HTTPTypes

/// The header fields of tus 1.0 and the digest field of RFC 9530.
extension HTTPField.Name {
    static let tusResumable = name("Tus-Resumable")
    static let tusVersion = name("Tus-Version")
    static let tusExtension = name("Tus-Extension")
    static let tusMaxSize = name("Tus-Max-Size")
    static let uploadOffset = name("Upload-Offset")
    static let uploadLength = name("Upload-Length")
    static let uploadDeferLength = name("Upload-Defer-Length")
    static let uploadMetadata = name("Upload-Metadata")
    static let reprDigest = name("Repr-Digest")

    /// All names here are constants that are valid tokens.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .location }
}
