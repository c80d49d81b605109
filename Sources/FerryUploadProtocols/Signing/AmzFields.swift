package import HTTPTypes

extension HTTPField.Name {
    /// The time of signing.
    package static let amzDate = amz("date")
    /// What the signature says of the body.
    package static let amzContentSHA256 = amz("content-sha256")
    /// The token of temporary keys.
    package static let amzSecurityToken = amz("security-token")

    /// The error's code, where the body has none.
    static let amzErrorCode = amz("error-code")
    /// The same of MinIO.
    static let minioErrorCode = name("x-minio-error-code")

    private static func amz(_ text: String) -> HTTPField.Name { name("x-amz-\(text)") }

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
