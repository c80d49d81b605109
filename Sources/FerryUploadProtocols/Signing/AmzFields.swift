package import HTTPTypes

extension HTTPField.Name {
    /// The time of signing.
    package static let amzDate = amz("date")
    /// What the signature says of the body.
    package static let amzContentSHA256 = amz("content-sha256")
    /// The token of temporary keys.
    package static let amzSecurityToken = amz("security-token")

    private static func amz(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name("x-amz-\(name)") else { preconditionFailure("x-amz-\(name) is a field name") }
        return name
    }
}
