import Crypto
import FerryCore
import FerrySessions
import Synchronization

/// Finds out what the bearer of a token may do.
///
/// Tokens are few and held in memory; they are read again when they are older than a few seconds, so that one that was
/// made or removed by a command counts soon in a service that runs. That there is none is never remembered: the first
/// token closes the door to everybody else with the next request. A store that is down does not end what was known.
final class AccessTokens: Sendable {
    private struct State {
        var tokens: [String: AccessToken] = [:]
        var readAt: Timestamp?
    }

    private let store: any TokenStore
    /// Seconds after which tokens are read again.
    private let staleSeconds: Double
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex(State())

    init(store: any TokenStore, staleSeconds: Double = 2, clock: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.staleSeconds = staleSeconds
        self.clock = clock
    }

    /// Whether there is no token at all, so that everybody who can connect may do everything.
    func isOpen() async throws(FerryError) -> Bool {
        try await refresh()
        return state.withLock { $0.tokens.isEmpty }
    }

    /// What the value of an `Authorization` field allows.
    ///
    /// - Throws: `request.unauthorized` when it is missing or wrong; all wrong ones look the same.
    func grant(authorization: String?) async throws(FerryError) -> AccessGrant {
        try await refresh()
        guard let authorization, authorization.prefix(7).lowercased() == "bearer " else { throw Self.refusal }
        let secret = authorization.dropFirst(7)
        let name = TokenSecret.name(in: secret)
        let token = state.withLock { state in name.flatMap { state.tokens[$0] } }
        // Hex digits of a digest: compared as digests, in constant time.
        let shown = Array(TokenSecret.digest(of: secret).hexText.utf8)
        let kept = Array((token?.sha256 ?? String(repeating: "0", count: 64)).utf8)
        guard SHA256.hash(data: shown) == SHA256.hash(data: kept), let token else { throw Self.refusal }
        return AccessGrant(scopes: token.scopes, userID: token.userID, client: "token \(token.id)")
    }

    private static let refusal = FerryError(.requestUnauthorized, "the bearer token is missing or wrong")

    private func refresh() async throws(FerryError) {
        let now = clock()
        let isFresh = state.withLock { state in
            guard !state.tokens.isEmpty, let readAt = state.readAt else { return false }
            return abs(now.seconds(since: readAt)) < staleSeconds
        }
        guard !isFresh else { return }
        do throws(FerryError) {
            let tokens = try await store.tokens()
            state.withLock { state in
                state.tokens = Dictionary(tokens.map { ($0.id, $0) }) { $1 }
                state.readAt = now
            }
        } catch {
            guard state.withLock({ $0.readAt != nil }) else { throw error }
        }
    }
}
