public import HTTPTypes

/// Decides whether the redirect of one request is followed, and with what request (RFC 9110 §15.4).
///
/// - Only 307 and 308 keep a request that changes something; 301, 302 and 303 are followed for `GET` and `HEAD` only.
///   Other redirects, and one without `Location` (such as the 308 of resumable uploads to Google), are plain replies.
/// - From `https` only to `https`; from `http` to either.
/// - At most ``most`` in a row, never back to a URL the request was at.
/// - Credentials go to no other origin (scheme, host and port): fields that may prove who sends the request stay behind
///   unless the caller's credentials are meant for the new host too; the caller adds or signs anew only where they are.
public struct RedirectRule: Sendable {
    /// Redirects that are followed in a row.
    public static let most = 5

    /// What to do with a reply.
    public enum Verdict: Sendable, Equatable {
        /// It is no redirect that may be followed: take it as the reply.
        case reply
        /// Send this request instead, with the credentials that belong to its own URL.
        case follow(HTTPRequest)
        /// Follow it not, and end the request: one clause in plain words.
        case refuse(String)
    }

    private var visited: [HTTPLocation] = []

    /// Whether a redirect was followed.
    public var hasFollowed: Bool { !visited.isEmpty }

    /// Begins with a request that is about to go out.
    public init() {}

    /// Judges the reply to a request.
    ///
    /// - Parameters:
    ///   - head: The request as the protocol made it, before credentials were added.
    ///   - response: Its reply.
    ///   - trusts: Whether credentials are meant for the host of a request as they are for that of this one.
    public mutating func judge(
        _ head: HTTPRequest, _ response: HTTPResponse, trusts: (HTTPRequest) -> Bool = { _ in false }
    ) -> Verdict {
        guard let reference = response.headerFields[.location], Self.mayFollow(response.status.code, head.method),
            let here = HTTPLocation(head)
        else { return .reply }
        guard let target = here.resolving(reference) else {
            return .refuse("the server redirects to something that is no http or https URL")
        }
        guard here.scheme == "http" || target.scheme == "https" else {
            return .refuse("the server redirects from https to http, which is never followed")
        }
        visited.append(here)
        guard !visited.contains(target) else {
            return .refuse("the server redirects in a loop: \(target.redacted) was asked before")
        }
        guard visited.count <= Self.most else {
            return .refuse("the server redirects more than \(Self.most) times in a row")
        }
        let next = target.request(head.method, head.headerFields)
        guard !target.hasOrigin(of: here), !trusts(next) else { return .follow(next) }
        return .follow(target.request(head.method, Self.plain(head.headerFields)))
    }

    private static func mayFollow(_ status: Int, _ method: HTTPRequest.Method) -> Bool {
        switch status {
        case 307, 308: true
        case 301, 302, 303: method == .get || method == .head
        default: false
        }
    }

    /// The fields without anything that proves who sends them.
    private static func plain(_ fields: HTTPFields) -> HTTPFields {
        HTTPFields(fields.filter { !$0.name.isCredential })
    }
}

extension HTTPField.Name {
    /// Whether a request's field of this name may prove who sends it: it goes to no other host.
    public var isCredential: Bool {
        switch self {
        case .authorization, .proxyAuthorization, .cookie: true
        default: Self.credentialPrefixes.contains { canonicalName.hasPrefix($0) }
        }
    }
}

extension HTTPField.Name {
    /// Beginnings of the names that storages give to tokens, keys and what they sign.
    private static let credentialPrefixes = [
        "x-amz-", "x-goog-", "x-ms-", "x-api-key", "x-auth-", "x-signature", "apikey",
    ]
}

extension HTTPLocation {
    /// The URL of a request; `nil` when it has none.
    public init?(_ head: HTTPRequest) {
        guard let scheme = head.scheme, let authority = head.authority else { return nil }
        self.init("\(scheme)://\(authority)\(head.path ?? "/")")
    }

    /// Whether the two share scheme, host and port (RFC 6454 §4).
    public func hasOrigin(of other: HTTPLocation) -> Bool {
        scheme == other.scheme && Self.withoutDefaultPort(self) == Self.withoutDefaultPort(other)
    }

    private static func withoutDefaultPort(_ location: HTTPLocation) -> String {
        let authority = location.authority.lowercased()
        let port = location.scheme == "https" ? ":443" : ":80"
        return authority.hasSuffix(port) ? String(authority.dropLast(port.count)) : authority
    }
}
