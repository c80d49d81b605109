public import FerryCore
public import HTTPTypes
import Synchronization

/// Sends nothing to a server that nobody but a document named, and notes whether it asked for credentials.
public final class WithheldCredentials: RequestAuthorizer {
    private let origin: HTTPLocation
    private let scope: CredentialScope
    private let refusal = Mutex<Int?>(nil)

    /// Withholds all credentials from the origin of a URL; `nil` where it is one of those that they are for,
    /// or this machine: what is sent there reaches nobody who wrote a document elsewhere.
    public init?(origin: HTTPLocation, unlessAmong known: [HTTPLocation]) {
        let request = origin.request(.head)
        guard !Self.isThisMachine(origin), !known.contains(where: { CredentialScope(origin: $0).covers(request) })
        else { return nil }
        self.origin = origin
        scope = CredentialScope(origin: origin, withBuckets: true)
    }

    /// Whether the host is a loopback address (RFC 6890) or its name.
    private static func isThisMachine(_ origin: HTTPLocation) -> Bool {
        let authority = origin.authority.lowercased()
        if authority.hasPrefix("[") { return authority.hasPrefix("[::1]") }
        let host = authority.prefix { $0 != ":" }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }

    /// `destination.unauthorized` with the host's name, once a request was refused for want of credentials.
    public var error: FerryError? {
        refusal.withLock { $0 }.map { status in
            FerryError(
                .destinationUnauthorized,
                "\(origin.authority) wants credentials, and none were sent because the receipt alone names that host",
                next: "where that host may have them, name it with --to URL or --endpoint URL", status: status)
        }
    }

    /// Same scheme, and the host or a bucket's host beneath it.
    public func covers(_ request: HTTPRequest) -> Bool { scope.covers(request) }

    /// Adds nothing.
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest { request }

    /// Notes a refusal; nothing is renewed. 400 is among them: Supabase answers so about what it hides.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        let status = response.head.status.code
        if [400, 401, 403].contains(status) { refusal.withLock { $0 = status } }
        return false
    }
}
