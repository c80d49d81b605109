public import HTTPTypes

/// The hosts that credentials are meant for; no other host ever sees them, and none over another scheme.
public struct CredentialScope: Sendable, Hashable {
    private let scheme: String
    private let host: String
    private let withBuckets: Bool

    /// The origin of a URL: its scheme, host and port (RFC 6454 §4).
    ///
    /// - Parameter withBuckets: Whether `BUCKET.host` is meant too, as stores with virtual hosts want it.
    public init(origin: HTTPLocation, withBuckets: Bool = false) {
        scheme = origin.scheme
        host = Self.host(origin.authority, scheme: origin.scheme)
        self.withBuckets = withBuckets
    }

    /// Whether a request goes there.
    public func covers(_ request: HTTPRequest) -> Bool {
        guard request.scheme == scheme, let authority = request.authority else { return false }
        let host = Self.host(authority, scheme: scheme)
        return host == self.host || withBuckets && host.hasSuffix("." + self.host)
    }

    /// Lower case, without the port that the scheme implies.
    private static func host(_ authority: String, scheme: String) -> String {
        let host = authority.lowercased()
        let implied = scheme == "http" ? ":80" : ":443"
        return host.hasSuffix(implied) ? String(host.dropLast(implied.count)) : host
    }
}

extension CredentialScope: CustomStringConvertible {
    /// The origin, with `*.` where buckets' hosts are meant too.
    public var description: String { "\(scheme)://\(withBuckets ? "*." : "")\(host)" }
}
