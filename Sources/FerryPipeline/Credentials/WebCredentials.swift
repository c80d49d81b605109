public import FerryCore

/// What servers whose URL is the destination itself are opened with: a bearer token, else the
/// one in a file, else a name and a password.
public struct WebCredentials: Sendable {
    private let token: Secret?
    private let tokenFile: String?
    private let user: String?
    private let password: Secret

    /// Takes what there is; a token goes before a file of one, and that before a name.
    ///
    /// - Parameter tokenFile: The path of a file that holds a token and that somebody else renews.
    public init(
        token: String? = nil, tokenFile: String? = nil, user: String? = nil, password: String? = nil
    ) {
        self.token = token.map { Secret($0) }
        self.tokenFile = tokenFile
        self.user = user
        self.password = Secret(password ?? "")
    }

    /// What requests to a destination carry.
    ///
    /// - Parameters:
    ///   - endpoint: The destination. A presigned URL for `PUT` gets nothing more: its query is the credential, and
    ///     stores refuse requests with two (Amazon S3: `InvalidArgument`, "Only one auth mechanism allowed").
    ///   - dialect: What is spoken there. Other protocols go on at URLs of the server's, which have no such query.
    /// - Throws: `destination.unauthorized` for a name or password that cannot be sent.
    public func authorizer(
        for endpoint: HTTPLocation, of dialect: Destination.Dialect
    ) throws(FerryError) -> (any RequestAuthorizer)? {
        guard dialect != .put || !endpoint.isPresigned else { return nil }
        let bearer = BearerAuthorizer.standard(origin: endpoint, token: token?.revealed, tokenFile: tokenFile)
        if let bearer { return bearer }
        guard let user else { return nil }
        return try BasicAuthorizer(origin: endpoint, user: user, password: password.revealed)
    }
}

extension WebCredentials: CustomStringConvertible, CustomReflectable {
    /// Without any secret.
    public var description: String { "WebCredentials" }
    /// Without any secret.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
