public import FerryCore
public import HTTPTypes

/// A bearer token (RFC 6750 §2.1) for one origin: other hosts never see it.
public struct BearerAuthorizer: RequestAuthorizer, CustomStringConvertible {
    private let origin: HTTPLocation
    private let token: String

    /// Creates an authorizer for the origin of a URL.
    public init(origin: HTTPLocation, token: String) {
        self.origin = origin
        self.token = token
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool {
        request.authority == origin.authority && request.scheme == origin.scheme
    }

    /// Adds the `Authorization` field.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        request.headerFields[.authorization] = "Bearer \(token)"
        return request
    }

    /// A token that was given once cannot be renewed.
    public func renew(after response: HTTPTransferResponse, now: Timestamp) async -> Bool { false }

    /// Without the token.
    public var description: String { "BearerAuthorizer(\(origin.scheme)://\(origin.authority))" }
}
