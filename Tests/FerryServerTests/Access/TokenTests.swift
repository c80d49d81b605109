import FerryCore
import FerrySessions
import Synchronization
import Testing

@testable import FerryServer

/// Tokens in memory that can be taken away.
private final class TokenShelf: TokenStore {
    let kept = Mutex<[AccessToken]>([])
    let isDown = Mutex(false)
    let reads = Mutex(0)

    func add(_ token: AccessToken) async throws(FerryError) { kept.withLock { $0.append(token) } }
    func tokens() async throws(FerryError) -> [AccessToken] {
        reads.withLock { $0 += 1 }
        if isDown.withLock({ $0 }) { throw FerryError(.storeUnavailable, "down") }
        return kept.withLock { $0 }
    }
    func remove(token id: String) async throws(FerryError) -> Bool {
        kept.withLock { kept in
            kept.removeAll { $0.id == id }
            return true
        }
    }
}

@Suite struct TokenTests {
    @Test("a secret opens what its record says, and nothing else does")
    func secrets() async throws {
        let shelf = TokenShelf()
        let secret = TokenSecret(scopes: [.read], user: "u", now: Timestamp(secondsSinceEpoch: 1))
        #expect(!"\(secret.record)".contains(secret.text))
        #expect(TokenSecret.name(in: secret.text) == secret.record.id)
        try await shelf.add(secret.record)
        let tokens = AccessTokens(store: shelf) { Timestamp(secondsSinceEpoch: 1000) }
        #expect(try await tokens.isOpen() == false)
        let grant = try await tokens.grant(authorization: "Bearer \(secret.text)")
        #expect((grant.scopes, grant.userID) == ([.read], "u"))
        var changed = secret.text
        changed.removeLast()
        let wrong = [
            nil, "", "Bearer", "Bearer ", "Basic \(secret.text)", "Bearer \(changed)a", "Bearer \(changed)",
            "Bearer \(secret.text) ", "Bearer \(secret.record.sha256)", secret.text,
        ]
        for authorization in wrong where authorization != "Bearer \(secret.text)" {
            await #expect(throws: FerryError.self, "\(authorization ?? "none")") {
                try await tokens.grant(authorization: authorization)
            }
        }
    }

    @Test("two secrets are never the same")
    func unique() {
        let secrets = (0..<100).map { _ in
            TokenSecret(scopes: [.read], user: nil, now: Timestamp(secondsSinceEpoch: 1)).text
        }
        #expect(Set(secrets).count == 100)
    }

    @Test("tokens are read again after a while, and a store that is down ends nothing")
    func refreshing() async throws {
        let shelf = TokenShelf()
        let time = Mutex(Timestamp(secondsSinceEpoch: 1000))
        let tokens = AccessTokens(store: shelf) { time.withLock { $0 } }
        #expect(try await tokens.isOpen())
        let secret = TokenSecret(scopes: [.read], user: nil, now: Timestamp(secondsSinceEpoch: 1))
        try await shelf.add(secret.record)
        #expect(try await tokens.isOpen() == false, "the first token counts at once")
        let second = TokenSecret(scopes: [.read], user: nil, now: Timestamp(secondsSinceEpoch: 1))
        try await shelf.add(second.record)
        await #expect(throws: FerryError.self) { try await tokens.grant(authorization: "Bearer \(second.text)") }
        time.withLock { $0 = $0.advanced(bySeconds: 3) }
        _ = try await tokens.grant(authorization: "Bearer \(second.text)")
        shelf.isDown.withLock { $0 = true }
        time.withLock { $0 = $0.advanced(bySeconds: 3) }
        _ = try await tokens.grant(authorization: "Bearer \(secret.text)")
        let fresh = AccessTokens(store: shelf) { Timestamp(secondsSinceEpoch: 1000) }
        await #expect(throws: FerryError.self) { try await fresh.isOpen() }
    }
}
