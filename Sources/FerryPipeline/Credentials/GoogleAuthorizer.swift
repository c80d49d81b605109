public import FerryCore
import FerryUploadProtocols
public import HTTPTypes

/// An access token for Google Cloud Storage, fetched with the credentials of the environment and renewed before it dies.
public final class GoogleAuthorizer: RequestAuthorizer {
    private let scope: CredentialScope
    private let cache: CredentialCache<Secret>

    /// Creates an authorizer; nothing is read before the first request leaves.
    ///
    /// - Parameters:
    ///   - scope: The hosts that the token is for.
    ///   - variables: The environment's variables, which say where the credentials file is.
    ///   - transport: What the token endpoint is asked through.
    public init(scope: CredentialScope, variables: [String: String], transport: any HTTPTransport) {
        self.scope = scope
        let source = GoogleTokenSource(variables: variables, transport: transport)
        cache = CredentialCache { now throws(FerryError) in try await source.token(now: now) }
    }

    /// What the environment offers for a storage: nothing where `STORAGE_EMULATOR_HOST` is set, else the token that was
    /// given, else the one in a file that somebody else renews, else Google's own credentials.
    public static func standard(
        origin: HTTPLocation, token: String?, tokenFile: String? = nil, variables: [String: String],
        transport: any HTTPTransport
    ) -> (any RequestAuthorizer)? {
        if let emulator = variables["STORAGE_EMULATOR_HOST"], !emulator.isEmpty { return nil }
        let bearer = BearerAuthorizer.standard(origin: origin, token: token, tokenFile: tokenFile)
        if let bearer { return bearer }
        return GoogleAuthorizer(
            scope: CredentialScope(origin: origin), variables: variables, transport: transport)
    }

    /// Same scheme, host and port.
    public func covers(_ request: HTTPRequest) -> Bool { scope.covers(request) }

    /// Adds the `Authorization` field.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        var request = request
        request.headerFields[.authorization] = try await cache.value(now: now).bearer
        return request
    }

    /// Fetches another token when this one was refused (401).
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        guard response.head.status.code == 401 else { return false }
        return await cache.renew(now: now) { $0.bearer == request.headerFields[.authorization] }
    }
}

extension GoogleAuthorizer: CustomStringConvertible, CustomReflectable {
    /// Without credentials.
    public var description: String { "GoogleAuthorizer(\(scope))" }
    /// Without credentials.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
