import HTTPTypes

extension HTTPField.Name {
    /// RFC 9530 section 4.
    static let wantReprDigest = name("Want-Repr-Digest")
    /// RFC 4918 section 10.1.
    static let dav = name("DAV")
    /// Azure Storage, "Put Blob": required.
    static let blobType = name("x-ms-blob-type")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}

extension HTTPRequest.Method {
    /// Makes a folder (RFC 4918 section 9.3).
    static var makeCollection: HTTPRequest.Method {
        guard let method = HTTPRequest.Method("MKCOL") else { preconditionFailure("MKCOL is a token") }
        return method
    }
}
