public import FerryCore
import FerryUploadProtocols
public import HTTPTypes
import Synchronization

/// Signs requests to S3 and its kin as they leave, with credentials that are renewed and a clock that follows the server's.
public final class SigV4Authorizer: RequestAuthorizer {
    private let scope: CredentialScope
    private let region: String
    private let service: String
    private let cache: CredentialCache<AWSCredentials>
    private let clock = Mutex(ClockCorrection())

    /// Creates an authorizer.
    ///
    /// - Parameters:
    ///   - scope: The hosts that are signed for.
    ///   - region: The region in signatures.
    ///   - source: Where credentials come from; asked when the first request leaves, before they expire, and when they
    ///     are refused.
    ///   - service: The service in signatures.
    public init(
        scope: CredentialScope, region: String, source: any AWSCredentialSource, service: String = "s3"
    ) {
        self.scope = scope
        self.region = region
        self.service = service
        cache = CredentialCache { now throws(FerryError) in
            let credentials = try await source.credentials(now: now)
            return Perishable(value: credentials, expiresAt: credentials.expiresAt)
        }
    }

    /// Same scheme, and the host or a bucket's host beneath it.
    public func covers(_ request: HTTPRequest) -> Bool { scope.covers(request) }

    /// Signs. A body whose SHA-256 is not known is left to its own checksum (`UNSIGNED-PAYLOAD`).
    public func authorize(
        _ request: HTTPRequest, payload: RequestPayload, now: Timestamp
    ) async throws(FerryError) -> HTTPRequest {
        let time = clock.withLock { $0.corrected(now) }
        let signer = SigV4Signer(credentials: try await cache.value(now: time), region: region, service: service)
        return signer.signed(request, payload: Self.payload(payload), now: clock.withLock { $0.corrected(now) })
    }

    /// Follows the server's clock where the time of signing was the reason, else fetches credentials anew.
    public func renew(after response: HTTPTransferResponse, to request: HTTPRequest, now: Timestamp) async -> Bool {
        let time = clock.withLock { $0.corrected(now) }
        let signedAt = SigV4Signer.time(of: request) ?? time
        switch AWSRefusal(response, signedAt: signedAt) {
        case .none: return false
        case .clock(let serverTime):
            return clock.withLock { $0.adjust(to: serverTime, signedAt: signedAt, now: now) }
        case .credentials: return await cache.renew(now: time) { SigV4Signer.hasSigned(request, with: $0) }
        }
    }

    private static func payload(_ payload: RequestPayload) -> SigV4Payload {
        if payload.length == 0 { return .empty }
        return payload.sha256.map(SigV4Payload.sha256) ?? .unsigned
    }
}

extension SigV4Authorizer: CustomStringConvertible, CustomReflectable {
    /// Without credentials.
    public var description: String { "SigV4Authorizer(\(scope), \(region))" }
    /// Without credentials.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
