import HTTPTypes

/// The constants of tus 1.0.0.
enum TusFields {
    static let version = "1.0.0"
    static let chunkType = "application/offset+octet-stream"
    static let common: HTTPFields = [.tusResumable: version]
}

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

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
