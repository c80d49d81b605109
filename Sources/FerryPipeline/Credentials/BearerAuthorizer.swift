public import FerryCore
public import HTTPTypes

/// A bearer token (RFC 6750 §2.1) for one origin: other hosts never see it.
public struct BearerAuthorizer: RequestAuthorizer {
    private let scope: CredentialScope
    private let source: Source

    private enum Source: Sendable {
        case fixed(Secret)
        case file(TokenFile)
    }

    /// Takes a token that never changes, for the origin of a URL.
    public init(origin: HTTPLocation, token: String) {
        scope = CredentialScope(origin: origin)
        source = .fixed(Secret(token))
    }

    /// Takes a token from a file, for the origin of a URL. The file is read again when it is another and when its token
    /// was refused; space and line feeds around the token do not count.
    public init(origin: HTTPLocation, tokenFile: String) {
        scope = CredentialScope(origin: origin)
        source = .file(TokenFile(path: tokenFile))
    }

    /// What there is: the token, else the one in the file; `nil` for neither.
    public static func standard(origin: HTTPLocation, token: String?, tokenFile: String?) -> BearerAuthorizer? {
        if let token { return BearerAuthorizer(origin: origin, token: token) }
        return tokenFile.map { BearerAuthorizer(origin: origin, tokenFile: $0) }
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool { scope.covers(request) }

    /// Adds the `Authorization` field.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        let token =
            switch source {
            case .fixed(let token): token
            case .file(let file): try await file.token()
            }
        request.headerFields[.authorization] = token.bearer
        return request
    }

    /// A token that was given once cannot be renewed; a file may hold another by now.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        guard response.head.status.code == 401, case .file(let file) = source else { return false }
        return await file.isOther { $0.bearer == request.headerFields[.authorization] }
    }
}

extension BearerAuthorizer: CustomStringConvertible {
    /// Without the token.
    public var description: String { "BearerAuthorizer(\(scope))" }
}
