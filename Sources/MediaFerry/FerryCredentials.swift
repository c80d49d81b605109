/// What a destination may be reached with. Nothing of it is ever written down.
public struct FerryCredentials: Sendable {
    /// A bearer token; sent only to the destination's own host.
    public var token: String?

    /// Creates credentials; by default none.
    public init(token: String? = nil) { self.token = token }
}

extension FerryCredentials: CustomStringConvertible, CustomReflectable {
    /// Without any secret.
    public var description: String { "FerryCredentials(\(token == nil ? "no token" : "a token"))" }
    /// Without any secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
