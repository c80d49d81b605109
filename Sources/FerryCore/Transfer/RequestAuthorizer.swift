public import HTTPTypes

/// The port of credentials: asked at the moment a request leaves, never before.
public protocol RequestAuthorizer: Sendable {
    /// Whether the request's host is one that these credentials are meant for.
    func covers(_ request: HTTPRequest) -> Bool

    /// Puts credentials on a request as it leaves.
    ///
    /// - Parameters:
    ///   - request: The request without credentials.
    ///   - payload: What is known of its body.
    ///   - now: The time by the local clock.
    /// - Throws: ``FerryError`` without any secret when there are no credentials to be had.
    func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest

    /// Takes a refusal: renews what it refused, such as an expired token or a wrong clock. Requests that were under way
    /// together are refused together, so a refusal is judged by what its own request carried.
    ///
    /// - Parameters:
    ///   - response: The reply.
    ///   - request: The refused request as it was sent, with its credentials.
    ///   - now: The time by the local clock.
    /// - Returns: Whether another attempt is worth while.
    func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool
}

/// What is known of a request's body when it leaves.
public struct RequestPayload: Sendable, Hashable {
    /// Bytes.
    public var length: Int64
    /// SHA-256 in lower-case hex, where somebody computed it.
    public var sha256: String?

    /// Creates a payload; by default an empty one.
    public init(length: Int64 = 0, sha256: String? = nil) {
        self.length = length
        self.sha256 = sha256
    }
}
