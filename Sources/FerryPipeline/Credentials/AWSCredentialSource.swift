public import FerryCore
public import FerryUploadProtocols

/// Where AWS credentials come from. Asked again when they are about to expire or were refused.
public protocol AWSCredentialSource: Sendable {
    /// The credentials as they are now.
    ///
    /// - Parameter now: The time by the server's clock, as far as it is known.
    /// - Throws: ``FerryError`` without any secret when there are none.
    func credentials(now: Timestamp) async throws(FerryError) -> AWSCredentials
}

/// Credentials that never change.
public struct FixedAWSCredentials: AWSCredentialSource {
    private let fixed: AWSCredentials

    /// Wraps them.
    public init(_ credentials: AWSCredentials) { fixed = credentials }

    /// Those.
    public func credentials(now: Timestamp) async throws(FerryError) -> AWSCredentials { fixed }
}
