public import FerryCore

/// What AWS and the stores that speak its language know a caller by.
public struct AWSCredentials: Sendable, Hashable {
    /// The key's public name, such as `AKIDEXAMPLE`; it stands in every signature, but in no log of ours.
    public var accessKeyID: Secret
    /// The key.
    public var secretAccessKey: Secret
    /// The token that belongs to temporary keys.
    public var sessionToken: Secret?
    /// When they stop being good, where that is known.
    public var expiresAt: Timestamp?

    /// Puts credentials together.
    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiresAt: Timestamp? = nil
    ) {
        self.accessKeyID = Secret(accessKeyID)
        self.secretAccessKey = Secret(secretAccessKey)
        self.sessionToken = sessionToken.map(Secret.init)
        self.expiresAt = expiresAt
    }
}
