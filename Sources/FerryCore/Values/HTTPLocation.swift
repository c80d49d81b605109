public import HTTPTypes

/// An absolute `http` or `https` URL in the parts a request needs (RFC 3986 §3, RFC 9110 §4.2). No user information.
public struct HTTPLocation: Sendable, Hashable {
    /// `http` or `https`.
    public let scheme: String
    /// Host and, where given, port.
    public let authority: String
    /// Path with query, beginning with `/`.
    public let path: String

    /// Reads an absolute URL; `nil` when it is none, has another scheme, user information, or bytes that no URL has.
    public init?(_ text: String) {
        guard let schemeEnd = text.range(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https", Self.isClean(text) else { return nil }
        let rest = text[schemeEnd.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let path = rest[authority.endIndex...]
        guard let first = authority.first, first != ":", !authority.contains("@") else { return nil }
        self.scheme = scheme
        self.authority = String(authority)
        self.path = path.isEmpty ? "/" : path.hasPrefix("/") ? String(path) : "/" + path
    }

    private init(scheme: String, authority: String, path: String) {
        self.scheme = scheme
        self.authority = authority
        self.path = path
    }

    /// The absolute URL that `reference` names, seen from this one (RFC 3986 §5.2); `nil` when it is not usable.
    ///
    /// Dot segments are left to the server.
    public func resolving(_ reference: String) -> HTTPLocation? {
        guard Self.isClean(reference), !reference.isEmpty else { return nil }
        if reference.first(where: { ":/?#".contains($0) }) == ":" { return HTTPLocation(reference) }
        if reference.hasPrefix("//") { return HTTPLocation("\(scheme):\(reference)") }
        let plain = String(reference.prefix { $0 != "#" })
        if plain.hasPrefix("/") { return HTTPLocation(scheme: scheme, authority: authority, path: plain) }
        guard let first = plain.first else { return self }
        let file = path.prefix { $0 != "?" }
        if first == "?" { return HTTPLocation(scheme: scheme, authority: authority, path: file + plain) }
        let base = file.lastIndex(of: "/").map { file[...$0] } ?? "/"
        return HTTPLocation(scheme: scheme, authority: authority, path: base + plain)
    }

    /// A request to this URL.
    public func request(_ method: HTTPRequest.Method, _ headerFields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headerFields)
    }

    /// The whole URL.
    public var text: String { "\(scheme)://\(authority)\(path)" }

    /// The whole URL with its query hidden, fit for logs and receipts.
    public var redacted: String {
        guard let query = path.firstIndex(of: "?") else { return text }
        return "\(scheme)://\(authority)\(path[..<query])?***"
    }

    /// The URL of an unfinished upload, fit to be shown. Whoever knows all of it may write there or delete it, and servers
    /// put the secret into the query or into a part of the path of their own making: the query is hidden, and of the last
    /// part of the path, and of any very long one, only the beginning is left.
    public var shortened: String {
        let parts = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        let last = parts.lastIndex { !$0.isEmpty }
        let shown = parts.indices.map { place in
            let part = parts[place]
            guard place == last || part.count > Self.longestShown else { return String(part) }
            return part.prefix(min(4, part.count / 3)) + "***"
        }
        return "\(scheme)://\(authority)\(shown.joined(separator: "/"))\(path.contains("?") ? "?***" : "")"
    }

    /// Characters of a part of a path beyond which it may be a secret; names of buckets have 63 at most.
    private static let longestShown = 63

    /// The whole URL without those parts of its query that sign it or say how long it holds (AWS, Google, Azure and the
    /// common `token`): what is left names the same place whoever signs it.
    public var withoutSignature: String {
        guard let query = path.firstIndex(of: "?") else { return text }
        let kept = path[path.index(after: query)...].split(separator: "&").filter { !Self.signs($0) }
        let plain = "\(scheme)://\(authority)\(path[..<query])"
        return kept.isEmpty ? plain : plain + "?" + kept.joined(separator: "&")
    }

    /// Whether a part of its query proves by itself that a request is allowed: a signature of AWS, Google or Azure, an
    /// older `Signature`, or a `token`. A second proof beside it is refused by some, and given away for nothing by all.
    public var isPresigned: Bool {
        guard let query = path.firstIndex(of: "?") else { return false }
        return path[path.index(after: query)...].split(separator: "&").contains {
            Self.provingNames.contains($0.prefix { $0 != "=" }.lowercased())
        }
    }

    private static let provingNames: Set<String> = ["x-amz-signature", "x-goog-signature", "signature", "sig", "token"]

    private static let signingNames: Set<String> = [
        "signature", "expires", "awsaccesskeyid", "googleaccessid", "token", "sig", "se", "sp", "sv", "sr", "st", "spr",
    ]

    private static func signs(_ parameter: Substring) -> Bool {
        let name = parameter.prefix { $0 != "=" }.lowercased()
        return name.hasPrefix("x-amz-") || name.hasPrefix("x-goog-") || signingNames.contains(name)
    }

    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
    }
}

extension StringProtocol {
    fileprivate func range(of needle: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(needle) {
                return start..<index(start, offsetBy: needle.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
