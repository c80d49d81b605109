public import FerryCore
import FoundationEssentials
public import HTTPTypes

/// A name and a password (RFC 7617) for one origin: other hosts never see them.
public struct BasicAuthorizer: RequestAuthorizer {
    private let scope: CredentialScope
    private let credentials: Secret

    /// Creates an authorizer for the origin of a URL.
    ///
    /// - Throws: `destination.unauthorized` when the name holds a colon or either a control character.
    public init(origin: HTTPLocation, user: String, password: String) throws(FerryError) {
        guard !user.contains(":"), (user + password).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw FerryError(
                .destinationUnauthorized, "the user's name holds a colon, or it or the password a control character",
                next: "check MEDIAFERRY_USER and MEDIAFERRY_PASSWORD")
        }
        scope = CredentialScope(origin: origin)
        credentials = Secret(Data("\(user):\(password)".utf8).base64EncodedString())
    }

    /// Takes `MEDIAFERRY_USER` and `MEDIAFERRY_PASSWORD`; `nil` when the first is not set.
    public init?(origin: HTTPLocation, variables: [String: String]) throws(FerryError) {
        guard let user = variables["MEDIAFERRY_USER"], !user.isEmpty else { return nil }
        try self.init(origin: origin, user: user, password: variables["MEDIAFERRY_PASSWORD"] ?? "")
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool { scope.covers(request) }

    /// Adds the `Authorization` field.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        request.headerFields[.authorization] = "Basic \(credentials.revealed)"
        return request
    }

    /// They cannot be renewed.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        false
    }
}

extension BasicAuthorizer: CustomStringConvertible {
    /// Without the password.
    public var description: String { "BasicAuthorizer(\(scope))" }
}
