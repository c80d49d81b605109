public import FerryCore
import FoundationEssentials

/// What a Google credentials file holds ("Application Default Credentials").
public enum GoogleCredential: Sendable, Hashable {
    /// `type: service_account`: a key that signs for an access token (RFC 7523).
    case serviceAccount(ServiceAccount)
    /// `type: authorized_user`: a refresh token, as `gcloud auth application-default login` writes it (RFC 6749 §6).
    case authorizedUser(AuthorizedUser)

    /// A service account's key.
    public struct ServiceAccount: Sendable, Hashable {
        /// Who it is.
        public var email: String
        /// The RSA key in PEM.
        public var privateKey: Secret
        /// The key's name.
        public var keyID: String?
        /// Where it is exchanged for a token.
        public var tokenURL: HTTPLocation
    }

    /// A person's consent.
    public struct AuthorizedUser: Sendable, Hashable {
        /// The program that was consented to.
        public var clientID: String
        /// That program's secret.
        public var clientSecret: Secret
        /// What is exchanged for a token.
        public var refreshToken: Secret
        /// Where it is exchanged.
        public var tokenURL: HTTPLocation
    }

    /// Where a file may be, the first that is named or there: `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's own in
    /// `CLOUDSDK_CONFIG` or `~/.config/gcloud`.
    ///
    /// - Returns: The path, and whether it was named and so has to be there; `nil` where no place is known.
    public static func path(_ variables: [String: String]) -> (path: String, isNamed: Bool)? {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let named = value("GOOGLE_APPLICATION_CREDENTIALS") { return (named, true) }
        let folder = value("CLOUDSDK_CONFIG") ?? value("HOME").map { "\($0)/.config/gcloud" }
        return folder.map { ("\($0)/application_default_credentials.json", false) }
    }

    private struct Document: Decodable {
        var type: String
        var clientEmail: String?
        var privateKey: String?
        var privateKeyID: String?
        var tokenURI: String?
        var clientID: String?
        var clientSecret: String?
        var refreshToken: String?

        enum CodingKeys: String, CodingKey {
            case type
            case clientEmail = "client_email"
            case privateKey = "private_key"
            case privateKeyID = "private_key_id"
            case tokenURI = "token_uri"
            case clientID = "client_id"
            case clientSecret = "client_secret"
            case refreshToken = "refresh_token"
        }
    }

    /// Reads a file.
    ///
    /// - Throws: `destination.unauthorized` when it is no such file, a part is missing, its token URL is not safe, or it
    ///   is of a type that needs Google's own tools.
    public init(json: [UInt8]) throws(FerryError) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)) else {
            throw Self.unusable("it is no JSON with a type")
        }
        switch (document.type, try Self.tokenURL(document.tokenURI)) {
        case ("service_account", let tokenURL):
            guard let email = document.clientEmail, let key = document.privateKey else {
                throw Self.unusable("client_email or private_key is missing")
            }
            self = .serviceAccount(
                ServiceAccount(
                    email: email, privateKey: Secret(key), keyID: document.privateKeyID, tokenURL: tokenURL))
        case ("authorized_user", let tokenURL):
            guard let id = document.clientID, let secret = document.clientSecret, let token = document.refreshToken
            else { throw Self.unusable("client_id, client_secret or refresh_token is missing") }
            self = .authorizedUser(
                AuthorizedUser(
                    clientID: id, clientSecret: Secret(secret), refreshToken: Secret(token), tokenURL: tokenURL))
        case (let type, _):
            let known = ["external_account", "impersonated_service_account", "external_account_authorized_user"]
            throw Self.unusable("its type \(known.contains(type) ? type : "") is not one that can be used here")
        }
    }

    /// Where to exchange for a token.
    public var tokenURL: HTTPLocation {
        switch self {
        case .serviceAccount(let account): account.tokenURL
        case .authorizedUser(let user): user.tokenURL
        }
    }

    /// Keys go out over TLS only, or stay on this machine.
    private static func tokenURL(_ text: String?) throws(FerryError) -> HTTPLocation {
        guard let location = HTTPLocation(text ?? "https://oauth2.googleapis.com/token") else {
            throw unusable("its token_uri is no URL")
        }
        let host = location.authority.split(separator: ":").first ?? ""
        guard location.scheme == "https" || host == "127.0.0.1" || host == "localhost" else {
            throw unusable("its token_uri is not https")
        }
        return location
    }

    private static func unusable(_ reason: String) -> FerryError {
        FerryError(
            .destinationUnauthorized, "the Google credentials file cannot be used: \(reason)",
            next: "name a service account's file in GOOGLE_APPLICATION_CREDENTIALS, or put the output of "
                + "gcloud auth print-access-token into the variable named by --token-env")
    }
}
