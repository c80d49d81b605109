import FerryPipeline
import FoundationEssentials

/// What a destination may be reached with. Nothing of it is ever written down.
public struct FerryCredentials: Sendable {
    /// A bearer token; sent only to the destination's own host.
    public var token: String?
    /// The path of a file that holds a bearer token and that somebody else renews; used where there is no token. It is
    /// read again when it is another and when its token was refused.
    public var tokenFile: String?
    /// The name of basic authentication (RFC 7617); used where there is neither.
    public var user: String?
    /// The password that belongs to the name.
    public var password: String?
    /// The key of a Supabase project; sent only to the project's own host.
    public var apiKey: String?
    /// The token of a signed upload URL of Supabase Storage, good for one object; used where there is no key.
    public var uploadSignature: String?
    /// The variables that say where the standard tools of AWS and Google find theirs; the process's own unless given.
    public var variables: [String: String]

    /// Creates credentials; by default none but what the environment has for AWS and Google.
    public init(
        token: String? = nil, apiKey: String? = nil, uploadSignature: String? = nil,
        variables: [String: String]? = nil
    ) {
        self.token = token
        self.apiKey = apiKey
        self.uploadSignature = uploadSignature
        self.variables = variables ?? ProcessInfo.processInfo.environment
    }
}

extension FerryCredentials {
    /// Those of servers whose URL is the destination itself.
    var web: WebCredentials { WebCredentials(token: token, tokenFile: tokenFile, user: user, password: password) }
}

extension FerryCredentials: CustomStringConvertible, CustomReflectable {
    /// Without any secret.
    public var description: String { "FerryCredentials(\(token == nil ? "no token" : "a token"))" }
    /// Without any secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
