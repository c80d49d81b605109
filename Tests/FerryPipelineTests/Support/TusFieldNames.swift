import HTTPTypes

extension HTTPField.Name {
    // Every one of these is a token, as RFC 9110 section 5.1 wants it.
    static let uploadOffset = name("Upload-Offset")
    static let uploadLength = name("Upload-Length")
    static let uploadComplete = name("Upload-Complete")
    static let tusVersion = name("Tus-Version")
    static let reprDigest = name("Repr-Digest")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no field name") }
        return name
    }
}
