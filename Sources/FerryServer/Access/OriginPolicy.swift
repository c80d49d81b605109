import FerryCore
import HTTPTypes

/// Which web pages may talk to the service (the CORS protocol of the Fetch standard).
///
/// A page whose origin is on the list may read replies. While the service is open, a request that a page of any other
/// origin makes is refused altogether: nothing but the address would stand between the page and the service, and a page
/// may have any name resolve to this machine.
struct OriginPolicy: Sendable {
    /// Seconds for which a browser keeps the reply to a preflight.
    static let maxAge = 600

    /// Origins that may use the service, such as `https://interview.example`.
    let allowed: Set<String>

    init(_ origins: [String]) { allowed = Set(origins.map { $0.lowercased() }) }

    /// The fields that let an allowed page read the reply.
    func fields(for request: HTTPFields) -> HTTPFields {
        guard !allowed.isEmpty else { return [:] }
        var fields: HTTPFields = [.vary: "Origin"]
        guard let origin = request[.origin], allowed.contains(origin.lowercased()) else { return fields }
        fields[.accessControlAllowOrigin] = origin
        fields[.accessControlExposeHeaders] = Self.exposed
        return fields
    }

    /// The further fields of the reply to a preflight; `nil` when the request is none, or comes from a stranger.
    func preflight(_ request: HTTPRequest) -> HTTPFields? {
        let fields = request.headerFields
        guard request.method == .options, fields.contains(.accessControlRequestMethod),
            let origin = fields[.origin], allowed.contains(origin.lowercased())
        else { return nil }
        return [
            .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
            .accessControlAllowHeaders: Self.accepted, .accessControlMaxAge: String(Self.maxAge),
        ]
    }

    /// Refuses a request that a stranger's page makes of an open service.
    ///
    /// - Throws: `request.forbidden`.
    func checkOpen(_ request: HTTPRequest) throws(FerryError) {
        guard Self.isLoopback(request.authority) else {
            throw FerryError(
                .requestForbidden, "a service without tokens answers on loopback names only",
                next: "use http://127.0.0.1, or make a token with mediaferry token create")
        }
        guard let origin = request.headerFields[.origin]?.lowercased(), !allowed.contains(origin),
            origin != "http://\(request.authority ?? "")", origin != "https://\(request.authority ?? "")"
        else { return }
        throw FerryError(
            .requestForbidden, "pages of this origin may not use the service",
            next: "allow it with --cors-origin, or make a token with mediaferry token create")
    }

    /// Whether a `Host` names this machine by a name that no foreign page can have.
    static func isLoopback(_ authority: String?) -> Bool {
        guard let authority = authority?.lowercased() else { return true }
        let name = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        if ["localhost", "[::1]"].contains(name) { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    private static let accepted = """
        Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id, Tus-Resumable, Upload-Length, \
        Upload-Offset, Upload-Metadata, Upload-Defer-Length, Upload-Concat, Upload-Checksum, Upload-Complete, \
        Upload-Draft-Interop-Version, Content-Digest, Repr-Digest, X-HTTP-Method-Override
        """
    private static let exposed = """
        Location, Retry-After, X-Request-Id, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, \
        Tus-Checksum-Algorithm, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Expires, Upload-Complete, \
        Upload-Limit, Upload-Draft-Interop-Version, Repr-Digest
        """
}
