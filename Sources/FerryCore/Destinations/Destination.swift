/// Where objects go: a URL whose scheme names the protocol.
public struct Destination: Sendable, Hashable {
    /// The upload protocol.
    public let dialect: Dialect
    /// Where uploads are created.
    public let endpoint: HTTPLocation

    /// The upload protocols this version speaks.
    public enum Dialect: String, Sendable, CaseIterable {
        /// tus 1.0: `tus+http://` and `tus+https://`.
        case tus
    }

    /// Reads a destination's URL.
    ///
    /// - Throws: `destination.wrongProtocol` when the URL cannot be used: wrong usage, nothing was started.
    public init(_ text: String) throws(FerryError) {
        guard let end = text.firstIndex(of: ":") else {
            throw Self.unusable("it is no URL", "name one such as tus+https://host/files/")
        }
        let scheme = text[..<end].lowercased()
        guard let dialect = Dialect.allCases.first(where: { scheme.hasPrefix($0.rawValue + "+") }) else {
            throw Self.unusable("the scheme \(scheme) is not known", "use tus+http:// or tus+https://")
        }
        let url = scheme.dropFirst(dialect.rawValue.count + 1) + text[end...]
        guard !Self.hasUserInformation(url) else {
            throw Self.unusable("it holds credentials", "put a token into the variable named by --token-env")
        }
        guard let endpoint = HTTPLocation(String(url)) else {
            throw Self.unusable("it is no usable URL", "name one such as tus+https://host/files/")
        }
        self.dialect = dialect
        self.endpoint = endpoint
    }

    /// The URL with its query hidden, fit for logs and job keys.
    public var redacted: String { "\(dialect.rawValue)+\(endpoint.redacted)" }

    private static func hasUserInformation(_ url: some StringProtocol) -> Bool {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count > 2 && parts[2].prefix { $0 != "?" && $0 != "#" }.contains("@")
    }

    private static func unusable(_ reason: String, _ next: String) -> FerryError {
        FerryError(.destinationWrongProtocol, "the destination cannot be used: \(reason)", next: next)
    }
}
