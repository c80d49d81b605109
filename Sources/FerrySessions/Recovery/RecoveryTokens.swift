public import FerryCore
import FoundationEssentials
import JWTKit

/// Makes and checks tokens that open one session for one user again (RFC 7519, HMAC with SHA-256).
///
/// The key never leaves this process and its state directory. A token names session, user and the time it ends, nothing
/// else of a person.
public struct RecoveryTokens: Sendable {
    /// What a token says.
    public struct Claim: Sendable, Equatable {
        /// The session it opens.
        public var sessionID: SessionID
        /// The user it was made for.
        public var userID: String
    }

    private struct Payload: JWTPayload {
        var iss: IssuerClaim
        var sub: SubjectClaim
        var sid: String
        var exp: ExpirationClaim

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private static let issuer = "mediaferry"
    /// The longest token that is looked at.
    static let maxBytes = 4096
    private let keys: JWTKeyCollection

    /// Uses a key of at least 32 bytes.
    public init(key: [UInt8]) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: Data(key)), digestAlgorithm: .sha256)
    }

    /// Makes a token.
    public func make(
        for session: SessionID, of user: String, expiresAt: Timestamp
    ) async throws(FerryError) -> RecoveryToken {
        let payload = Payload(
            iss: .init(value: Self.issuer), sub: .init(value: user), sid: session.rawValue,
            exp: .init(value: Date(timeIntervalSince1970: expiresAt.secondsSinceEpoch)))
        do {
            return RecoveryToken(token: try await keys.sign(payload), expiresAt: expiresAt)
        } catch {
            throw FerryError(.storeUnavailable, "the token could not be signed")
        }
    }

    /// What a token says, when it is genuine and its time is not over.
    ///
    /// - Throws: `request.unauthorized` for one that was not made here, `service.expired` for one whose time is over.
    public func check(_ token: String, at now: Timestamp) async throws(FerryError) -> Claim {
        guard token.utf8.count <= Self.maxBytes, let payload = try? await keys.verify(token, as: Payload.self),
            payload.iss.value == Self.issuer
        else { throw FerryError(.requestUnauthorized, "the recovery token was not made here") }
        guard payload.exp.value.timeIntervalSince1970 > now.secondsSinceEpoch else {
            throw FerryError(.serviceExpired, "the time of the recovery token is over")
        }
        return Claim(sessionID: SessionID(rawValue: payload.sid), userID: payload.sub.value)
    }
}
