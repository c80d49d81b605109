public import FerryCore
public import HTTPTypes

/// Signs requests by AWS Signature Version 4 as S3 and its kin check it. Pure: the same input gives the same signature.
///
/// The request that comes back is the one to send: its path and query are percent-encoded the way they were signed (so
/// that no server can read them otherwise), its host is in lower case without the port its scheme implies. Everything
/// is signed but fields that the transport or a proxy may change. Sign when a request leaves, not when it is queued:
/// servers refuse signatures older than 15 minutes.
///
/// Source: AWS, "Signature Version 4 signing process" and "Authenticating Requests (AWS Signature Version 4)" of the
/// S3 API reference.
public struct SigV4Signer: Sendable, Hashable {
    /// Who signs.
    public var credentials: AWSCredentials
    /// The region that the service is asked in, such as `eu-central-1`; stores that know none take `us-east-1`.
    public var region: String
    /// The service's name in signatures.
    public var service: String

    /// The seven days that a presigned URL can live at most, in seconds.
    public static let longestLife = 604_800

    static let algorithm = "AWS4-HMAC-SHA256"

    /// Creates a signer for one region.
    public init(credentials: AWSCredentials, region: String, service: String = "s3") {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// The request with `x-amz-date`, `x-amz-content-sha256`, the session token and `Authorization`.
    ///
    /// - Parameters:
    ///   - request: Method, host, path with query, and all fields that are to be signed.
    ///   - payload: What is said of the body; a field `x-amz-content-sha256` that is there already wins.
    ///   - now: The time by the server's clock.
    public func signed(_ request: HTTPRequest, payload: SigV4Payload, now: Timestamp) -> HTTPRequest {
        let scope = SigV4Scope(now: now, region: region, service: service)
        var request = request
        let hash = request.headerFields[.amzContentSHA256] ?? payload.fieldValue
        request.headerFields[.authorization] = nil
        request.headerFields[.amzDate] = scope.time
        request.headerFields[.amzContentSHA256] = hash
        request.headerFields[.amzSecurityToken] = credentials.sessionToken?.revealed
        let canonical = CanonicalRequest(request)
        let signature = scope.signature(of: canonical.text(payload: hash), key: credentials.secretAccessKey)
        var signed = canonical.request
        signed.headerFields[.authorization] =
            "\(Self.algorithm) Credential=\(credentials.accessKeyID.revealed)/\(scope.text), "
            + "SignedHeaders=\(canonical.signedFields), Signature=\(signature)"
        return signed
    }

    /// The request with its signature in the query, so that the bare URL can be used by whoever has it.
    ///
    /// - Parameters:
    ///   - request: Method, host, path with query. Fields it has are signed, and whoever uses the URL must send them.
    ///   - seconds: How long the URL is good, 1…604,800; never longer than the credentials.
    ///   - now: The time by the server's clock.
    public func presigned(_ request: HTTPRequest, seconds: Int, now: Timestamp) -> HTTPRequest {
        let scope = SigV4Scope(now: now, region: region, service: service)
        var request = request
        var parameters = [
            ("X-Amz-Algorithm", Self.algorithm),
            ("X-Amz-Credential", "\(credentials.accessKeyID.revealed)/\(scope.text)"),
            ("X-Amz-Date", scope.time), ("X-Amz-Expires", String(min(max(seconds, 1), Self.longestLife))),
            ("X-Amz-SignedHeaders", CanonicalRequest(request).signedFields),
        ]
        if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token.revealed)) }
        for (name, value) in parameters { request.addQuery(name, value) }
        let canonical = CanonicalRequest(request)
        let text = canonical.text(payload: SigV4Payload.unsigned.fieldValue)
        var presigned = canonical.request
        presigned.addQuery("X-Amz-Signature", scope.signature(of: text, key: credentials.secretAccessKey))
        return presigned
    }
}

extension SigV4Signer {
    /// Whether a request was signed with these credentials, by the name of the key and the token that it carries.
    package static func hasSigned(_ request: HTTPRequest, with credentials: AWSCredentials) -> Bool {
        request.headerFields[.authorization]?.contains("Credential=\(credentials.accessKeyID.revealed)/") == true
            && request.headerFields[.amzSecurityToken] == credentials.sessionToken?.revealed
    }

    /// The time that a signed request carries in `x-amz-date` (`YYYYMMDDThhmmssZ`); `nil` where it carries none.
    package static func time(of request: HTTPRequest) -> Timestamp? {
        guard let text = request.headerFields[.amzDate], text.utf8.count == 16 else { return nil }
        let parts = [(0, 4, "-"), (4, 2, "-"), (6, 5, ":"), (11, 2, ":"), (13, 3, "")]
        return Timestamp(parts.map { String(text.dropFirst($0.0).prefix($0.1)) + $0.2 }.joined())
    }
}

extension HTTPRequest {
    fileprivate mutating func addQuery(_ name: String, _ value: String) {
        let path = path ?? "/"
        let joint = path.contains("?") ? (path.hasSuffix("?") ? "" : "&") : "?"
        self.path = "\(path)\(joint)\(name)=\(PercentText.encode(value))"
    }
}
