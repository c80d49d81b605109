import HTTPTypes

/// The header fields of Google's resumable uploads.
extension HTTPField.Name {
    static let xUploadContentType = goog("X-Upload-Content-Type")
    static let xUploadContentLength = goog("X-Upload-Content-Length")
    static let xGoogHash = goog("x-goog-hash")
    static let statusCodeOverride = goog("X-HTTP-Status-Code-Override")

    private static func goog(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
