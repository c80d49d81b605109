import Crypto
import CryptoExtras
public import FerryCore
import FoundationEssentials
public import HTTPTypes

/// The exchange of a Google credential for an access token.
public struct GoogleTokenRequest: Sendable {
    /// Method, URL and fields.
    public let head: HTTPRequest
    /// The form; it holds secrets.
    public let body: Secret

    /// The right to read and write objects; no other is asked for.
    public static let scope = "https://www.googleapis.com/auth/devstorage.read_write"
    private static let assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

    /// Makes the request; a service account's is signed by RS256 and good for an hour (RFC 7523 §3, RFC 7518 §3.3).
    ///
    /// - Parameter now: The time by the server's clock.
    /// - Throws: `destination.unauthorized` when the key is no RSA key in PEM.
    public init(_ credential: GoogleCredential, now: Timestamp) throws(FerryError) {
        switch credential {
        case .serviceAccount(let account):
            let assertion = try Self.assertion(account, now: now)
            body = Self.form([("grant_type", Self.assertionGrant), ("assertion", assertion)])
        case .authorizedUser(let user):
            body = Self.form([
                ("grant_type", "refresh_token"), ("client_id", user.clientID),
                ("client_secret", user.clientSecret.revealed), ("refresh_token", user.refreshToken.revealed),
            ])
        }
        head = credential.tokenURL.request(
            .post, [.contentType: "application/x-www-form-urlencoded", .accept: "application/json"])
    }

    private static func form(_ fields: [(String, String)]) -> Secret {
        Secret(fields.map { "\($0.0)=\(PercentText.encode($0.1))" }.joined(separator: "&"))
    }

    private struct Header: Encodable {
        var alg = "RS256"
        var typ = "JWT"
        var kid: String?
    }

    private struct Claims: Encodable {
        var iss: String
        var scope: String
        var aud: String
        var iat: Int64
        var exp: Int64
    }

    private static func assertion(
        _ account: GoogleCredential.ServiceAccount, now: Timestamp
    ) throws(FerryError) -> String {
        let issued = now.microseconds / 1_000_000
        let claims = Claims(
            iss: account.email, scope: scope, aud: account.tokenURL.text, iat: issued, exp: issued + 3600)
        do {
            let parts = [try json(Header(kid: account.keyID)), try json(claims)].map(base64URL)
            let text = parts.joined(separator: ".")
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: account.privateKey.revealed)
            let signature = try key.signature(for: Data(text.utf8), padding: .insecurePKCS1v1_5)
            return "\(text).\(base64URL(signature.rawRepresentation))"
        } catch {
            // The library's own text could hold pieces of the key.
            throw FerryError(
                .destinationUnauthorized, "the private_key of the Google credentials file is no RSA key in PEM",
                next: "make a new key for the service account")
        }
    }

    private static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    private static func base64URL(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
