public import FerryCore
public import HTTPTypes

/// What Supabase Storage is reached with, for one origin: a bearer token (RFC 6750 §2.1), the project's key, and the
/// signature of one upload. Other hosts never see any of it.
public struct SupabaseAuthorizer: RequestAuthorizer, CustomStringConvertible {
    private let origin: HTTPLocation
    private let token: String?
    private let key: String?
    private let signature: String?

    /// Creates an authorizer for the origin of a URL.
    ///
    /// - Parameters:
    ///   - origin: The storage service.
    ///   - token: A user's or the service's token; the key itself when `nil`.
    ///   - key: The project's key, sent as `apikey`.
    ///   - signature: The token of a signed upload URL, sent as `x-signature`.
    public init(origin: HTTPLocation, token: String?, key: String?, signature: String?) {
        self.origin = origin
        self.token = token ?? key
        self.key = key
        self.signature = signature
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool {
        request.authority == origin.authority && request.scheme == origin.scheme
    }

    /// Adds `Authorization`, `apikey` and `x-signature`, as far as they are known.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        if let token { request.headerFields[.authorization] = "Bearer \(token)" }
        if let key, let name = HTTPField.Name("apikey") { request.headerFields[name] = key }
        if let signature, let name = HTTPField.Name("x-signature") { request.headerFields[name] = signature }
        return request
    }

    /// What was given once cannot be renewed.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        false
    }

    /// Without any secret.
    public var description: String { "SupabaseAuthorizer(\(origin.scheme)://\(origin.authority))" }
}
