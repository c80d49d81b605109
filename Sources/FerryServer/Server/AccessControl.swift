import FerryCore
import FerrySessions
import HTTPTypes
import Synchronization

/// Decides whether a request may be served at all: by its token, by the page it comes from, and by how many came before.
final class AccessControl: Sendable {
    let tokens: AccessTokens
    let origins: OriginPolicy
    private let clock: @Sendable () -> Timestamp
    private let rate: Mutex<RateLimit>

    init(tokens: AccessTokens, origins: OriginPolicy, limits: ServerLimits, clock: @escaping @Sendable () -> Timestamp)
    {
        self.tokens = tokens
        self.origins = origins
        self.clock = clock
        rate = Mutex(RateLimit(perSecond: limits.requestsPerSecond, burst: limits.requestBurst))
    }

    /// Finds out who asks.
    ///
    /// - Parameters:
    ///   - scope: What the token must allow; `nil` for what everybody may ask.
    ///   - address: Where the request comes from; clients without a token are counted by it.
    /// - Throws: `request.unauthorized`, `request.forbidden`, `service.busy` for too many requests.
    func admit(_ head: HTTPRequest, _ scope: AccessScope?, address: String) async throws(FerryError) -> AccessGrant {
        if try await tokens.isOpen() {
            try origins.checkOpen(head)
            try count(address)
            return .open(client: address)
        }
        guard let scope else {
            try count(address)
            return AccessGrant(scopes: [], userID: nil, client: address)
        }
        let grant: AccessGrant
        do throws(FerryError) {
            grant = try await tokens.grant(authorization: head.headerFields[.authorization])
        } catch {
            // Guesses are counted, too.
            try count(address)
            throw error
        }
        try count(grant.client)
        try grant.require(scope)
        return grant
    }

    private func count(_ client: String) throws(FerryError) {
        guard let wait = rate.withLock({ $0.admit(client, now: clock()) }) else { return }
        throw FerryError(
            .serviceBusy, "too many requests in a short time", next: "wait and send it again", retryAfterSeconds: wait)
    }
}
