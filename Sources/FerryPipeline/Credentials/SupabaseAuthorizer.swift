public import FerryCore
public import HTTPTypes

/// What Supabase Storage is reached with, for one origin: a bearer token (RFC 6750 §2.1), the project's key, and the
/// signature of one upload. Other hosts never see any of it.
public struct SupabaseAuthorizer: RequestAuthorizer, CustomStringConvertible {
    private let origin: HTTPLocation
    private let bearer: BearerAuthorizer?
    private let key: Secret?
    private let signature: Secret?

    /// Creates an authorizer for the origin of a URL.
    ///
    /// - Parameters:
    ///   - origin: The storage service.
    ///   - token: A user's or the service's token.
    ///   - tokenFile: A file of such a token that somebody else renews, where none is given; without both it is the key.
    ///   - key: The project's key, sent as `apikey`.
    ///   - signature: The token of a signed upload URL, sent as `x-signature`.
    public init(origin: HTTPLocation, token: String?, tokenFile: String? = nil, key: String?, signature: String?) {
        self.origin = origin
        bearer = .standard(origin: origin, token: token ?? (tokenFile == nil ? key : nil), tokenFile: tokenFile)
        self.key = key.map { Secret($0) }
        self.signature = signature.map { Secret($0) }
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool {
        request.authority == origin.authority && request.scheme == origin.scheme
    }

    /// Adds `Authorization`, `apikey` and `x-signature`, as far as they are known.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = try await bearer?.authorize(request, payload: payload, now: now) ?? request
        if let key, let name = HTTPField.Name("apikey") { request.headerFields[name] = key.revealed }
        if let signature, let name = HTTPField.Name("x-signature") { request.headerFields[name] = signature.revealed }
        return request
    }

    /// What was given once cannot be renewed; a file may hold another token by now.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        await bearer?.renew(after: response, to: request, now: now) ?? false
    }

    /// Without any secret.
    public var description: String { "SupabaseAuthorizer(\(origin.scheme)://\(origin.authority))" }
}
