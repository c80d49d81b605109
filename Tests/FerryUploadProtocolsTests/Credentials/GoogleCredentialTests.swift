import CryptoExtras
import FerryCore
import Foundation
import HTTPTypes
import Testing

@testable import FerryUploadProtocols

@Suite struct GoogleCredentialTests {
    private static let noon = Timestamp(microseconds: 1_777_636_800_000_000)

    @Test("a service account's assertion says who, what for and how long, and its key's signature holds")
    func serviceAccount() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let file = try JSONSerialization.data(withJSONObject: [
            "type": "service_account", "client_email": "ferry@p.iam.gserviceaccount.com", "private_key_id": "k1",
            "private_key": key.pkcs8PEMRepresentation, "token_uri": "https://oauth2.googleapis.com/token",
        ])
        let request = try GoogleTokenRequest(GoogleCredential(json: Array(file)), now: Self.noon)
        #expect(request.head.authority == "oauth2.googleapis.com")
        #expect(request.head.path == "/token")
        let form = Self.form(request.body.revealed)
        #expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        let parts = try #require(form["assertion"]).split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        #expect(try Self.json(parts[0]) == ["alg": "RS256", "typ": "JWT", "kid": "k1"])
        let claims = try Self.json(parts[1])
        #expect(claims["iss"] == "ferry@p.iam.gserviceaccount.com")
        #expect(claims["scope"] == "https://www.googleapis.com/auth/devstorage.read_write")
        #expect(claims["aud"] == "https://oauth2.googleapis.com/token")
        #expect(claims["iat"] == "1777636800")
        #expect(claims["exp"] == "1777640400")
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try #require(Self.base64URL(parts[2])))
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        #expect(key.publicKey.isValidSignature(signature, for: signed, padding: .insecurePKCS1v1_5))
    }

    @Test("a person's consent is exchanged by its refresh token") func authorizedUser() throws {
        let file = #"{"type":"authorized_user","client_id":"id","client_secret":"s&=","refresh_token":"1//r t"}"#
        let request = try GoogleTokenRequest(GoogleCredential(json: Array(file.utf8)), now: Self.noon)
        #expect(
            request.body.revealed
                == "grant_type=refresh_token&client_id=id&client_secret=s%26%3D&refresh_token=1%2F%2Fr%20t")
    }

    @Test(
        "files that cannot be used are named by their reason",
        arguments: [
            ("", "no JSON"), ("[]", "no JSON"), ("{}", "no JSON"), (#"{"type":"service_account"}"#, "missing"),
            (#"{"type":"authorized_user","client_id":"a"}"#, "missing"),
            (#"{"type":"external_account"}"#, "external_account"),
            (#"{"type":"sesame"}"#, "not one that"),
            (
                #"{"type":"service_account","client_email":"a","private_key":"k","token_uri":"http://evil.example/"}"#,
                "not https"
            ),
            (#"{"type":"service_account","client_email":"a","private_key":"k","token_uri":"ftp://x"}"#, "no URL"),
        ])
    func unusable(_ file: String, _ reason: String) {
        do throws(FerryError) {
            _ = try GoogleCredential(json: Array(file.utf8))
            Issue.record("taken: \(file)")
        } catch {
            #expect(error.code == .destinationUnauthorized)
            #expect(error.message.contains(reason))
            #expect(!"\(error)".contains("sesame"))
        }
    }

    @Test(
        "a key that is none is refused without being shown",
        arguments: ["sesame", "-----BEGIN PRIVATE KEY-----\nc2VzYW1l\n-----END PRIVATE KEY-----", ""])
    func badKey(_ key: String) throws {
        let file = try JSONSerialization.data(withJSONObject: [
            "type": "service_account", "client_email": "a", "private_key": key,
        ])
        let credential = try GoogleCredential(json: Array(file))
        let error = #expect(throws: FerryError.self) { try GoogleTokenRequest(credential, now: Self.noon) }
        #expect(error?.code == .destinationUnauthorized)
        #expect(error.map { !"\($0)".contains("sesame") && !"\($0)".contains("c2Vz") } == true)
        var text = "\(credential)"
        dump(credential, to: &text)
        #expect(!text.contains("sesame"))
    }

    @Test("the file is where the variables say") func places() {
        #expect(GoogleCredential.path(["GOOGLE_APPLICATION_CREDENTIALS": "/k.json", "HOME": "/h"])?.path == "/k.json")
        #expect(GoogleCredential.path(["HOME": "/h"])?.path == "/h/.config/gcloud/application_default_credentials.json")
        #expect(GoogleCredential.path(["CLOUDSDK_CONFIG": "/c"])?.path == "/c/application_default_credentials.json")
        #expect(GoogleCredential.path([:]) == nil)
    }

    struct Reply: Sendable {
        var status: Int
        var body: String
        var fields: [String] = ["Date: Fri, 01 May 2026 12:00:02 GMT"]
        var expected: String
    }

    static let replies: [Reply] = [
        Reply(
            status: 200, body: #"{"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"}"#,
            expected: "ya29.x 3599.0"),
        Reply(status: 200, body: #"{"access_token":"ya29.x"}"#, expected: "ya29.x 3600.0"),
        Reply(status: 200, body: #"{"access_token":"two words"}"#, expected: "destination.unauthorized giveUp"),
        Reply(status: 200, body: #"{"access_token":""}"#, expected: "destination.unauthorized giveUp"),
        Reply(status: 200, body: "<html>", expected: "destination.unauthorized giveUp"),
        Reply(
            status: 400, body: #"{"error":"invalid_grant","error_description":"sesame"}"#,
            expected: "destination.unauthorized giveUp"),
        Reply(
            status: 400, body: #"{"error":"invalid_grant"}"#, fields: ["Date: Fri, 01 May 2026 13:00:00 GMT"],
            expected: "clock 1777640400000000"),
        Reply(status: 401, body: #"{"error":"sesame"}"#, expected: "destination.unauthorized giveUp"),
        Reply(status: 500, body: "", expected: "destination.serverError retry"),
        Reply(status: 429, body: "", fields: ["Retry-After: 7"], expected: "destination.serverError retryAfter"),
    ]

    @Test("what the token endpoint answers is a token, a time or an error", arguments: replies) func reply(
        _ given: Reply
    ) {
        var response = HTTPTransferResponse.reply(given.status, fields: given.fields)
        response.body = Array(given.body.utf8)
        let text =
            switch GoogleTokenReply(response, now: Self.noon) {
            case .token(let token, let seconds): "\(token.revealed) \(seconds)"
            case .clock(let time): "clock \(time.microseconds)"
            case .refused(let error): "\(error.code) \(error.disposition.rawValue)"
            }
        #expect(text == given.expected)
        #expect(!"\(GoogleTokenReply(response, now: Self.noon))".contains("sesame"))
        #expect(!"\(GoogleTokenReply(response, now: Self.noon))".contains("ya29"))
    }

    private static func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1].removingPercentEncoding ?? "") })
    }

    private static func base64URL(_ text: String) -> Data? {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    private static func json(_ part: String) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: try #require(base64URL(part))) as? [String: Any]
        return try #require(object).mapValues { "\($0)" }
    }
}
