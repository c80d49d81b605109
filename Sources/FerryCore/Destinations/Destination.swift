/// Where objects go: a URL whose scheme names the protocol.
public struct Destination: Sendable, Hashable {
    /// The upload protocol.
    public let dialect: Dialect
    /// Where at it.
    public let place: Place

    /// The upload protocols this version speaks.
    public enum Dialect: String, Sendable, CaseIterable {
        /// tus 1.0: `tus+http://` and `tus+https://`.
        case tus
        /// The IETF's resumable upload: `rufh+http://` and `rufh+https://`.
        case rufh
        /// Amazon S3 and its like: `s3://BUCKET/PREFIX`.
        case s3
        /// Google Cloud Storage: `gs://BUCKET/PREFIX`.
        case gcs
        /// Supabase Storage: `supabase://PROJECT/BUCKET/PREFIX`.
        case supabase
        /// Plain PUT, also to WebDAV and presigned URLs: `http://` and `https://`.
        case put
        /// A folder of this machine: `file:///DIRECTORY`.
        case directory
    }

    /// What a destination's URL names.
    public enum Place: Sendable, Hashable {
        /// The URL that uploads are created at, or that objects are put under.
        case endpoint(HTTPLocation)
        /// A bucket and the beginning of all names in it, without a slash at either end.
        case bucket(String, prefix: String)
        /// A project, a bucket of it and the beginning of all names, without a slash at either end.
        case project(String, bucket: String, prefix: String)
        /// The absolute path of a folder.
        case folder(String)
    }

    /// Reads a destination's URL.
    ///
    /// - Throws: `destination.wrongProtocol` when the URL cannot be used: wrong usage, nothing was started.
    public init(_ text: String) throws(FerryError) {
        guard let end = text.firstIndex(of: ":") else {
            let isPath = text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
            throw Self.unusable(
                "it is no URL", isPath ? "a folder of this machine is named file:///ABSOLUTE/PATH" : Self.example)
        }
        let scheme = text[..<end].lowercased()
        guard !Self.hasUserInformation(text) else {
            throw Self.unusable("it holds credentials", "put a token into the variable named by --token-env")
        }
        let rest = String(text[text.index(after: end)...])
        switch scheme {
        case "tus+http", "tus+https": self.init(.tus, .endpoint(try Self.location(scheme.dropFirst(4) + ":" + rest)))
        case "rufh+http", "rufh+https":
            self.init(.rufh, .endpoint(try Self.location(scheme.dropFirst(5) + ":" + rest)))
        case "http", "https": self.init(.put, .endpoint(try Self.location("\(scheme):\(rest)")))
        case "s3": self.init(.s3, try Self.bucket(rest, scheme: scheme))
        case "gs": self.init(.gcs, try Self.bucket(rest, scheme: scheme))
        case "supabase": self.init(.supabase, try Self.project(rest))
        case "file": self.init(.directory, .folder(try Self.folder(rest)))
        default:
            throw Self.unusable(
                "the scheme \(scheme) is not known",
                "use tus+https, rufh+https, s3, gs, supabase, https, file, or tus+http, rufh+http, http")
        }
    }

    private init(_ dialect: Dialect, _ place: Place) {
        self.dialect = dialect
        self.place = place
    }

    /// The URL with its query hidden, fit for logs, receipts and the store.
    public var redacted: String {
        switch place {
        case .endpoint(let location): prefix + location.redacted
        default: identity
        }
    }

    /// What tells this destination from others, for job keys; signatures in a query are left out, because they change
    /// while the place stays. Not fit for logs.
    public var identity: String {
        switch place {
        case .endpoint(let location): prefix + location.withoutSignature
        case .bucket(let bucket, let prefix): "\(dialect == .gcs ? "gs" : "s3")://\(bucket)/\(prefix)"
        case .project(let project, let bucket, let prefix): "supabase://\(project)/\(bucket)/\(prefix)"
        case .folder(let path): "file://\(path)"
        }
    }

    /// What stands before an HTTP URL.
    private var prefix: String { dialect == .put ? "" : dialect.rawValue + "+" }
}

extension Destination {
    private static let example = "name one such as tus+https://host/files/ or s3://bucket/prefix"

    private static func location(_ url: some StringProtocol) throws(FerryError) -> HTTPLocation {
        guard let location = HTTPLocation(String(url)) else { throw unusable("it is no usable URL", example) }
        return location
    }

    private static func bucket(_ rest: String, scheme: String) throws(FerryError) -> Place {
        let parts = try parts(rest)
        guard let bucket = parts.first, !bucket.isEmpty else {
            throw unusable("it names no bucket", "name one such as \(scheme)://bucket/prefix")
        }
        return .bucket(bucket, prefix: parts.dropFirst().joined(separator: "/"))
    }

    private static func project(_ rest: String) throws(FerryError) -> Place {
        let parts = try parts(rest)
        guard parts.count >= 2, parts.prefix(2).allSatisfy({ !$0.isEmpty }) else {
            throw unusable("it names no project and bucket", "name one such as supabase://project/bucket/prefix")
        }
        return .project(parts[0], bucket: parts[1], prefix: parts.dropFirst(2).joined(separator: "/"))
    }

    /// What stands behind `//`, cut at slashes; a slash at the end counts for nothing.
    private static func parts(_ rest: String) throws(FerryError) -> [String] {
        guard rest.hasPrefix("//"), !rest.contains("?"), !rest.contains("#") else {
            throw unusable("it is no usable URL", example)
        }
        var parts = rest.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        while parts.count > 1, parts.last == "" { parts.removeLast() }
        guard !parts.contains(where: { $0 == "." || $0 == ".." }) else {
            throw unusable("its path leads elsewhere", "leave . and .. out")
        }
        return parts
    }

    private static func folder(_ rest: String) throws(FerryError) -> String {
        let path = rest.hasPrefix("//localhost/") ? rest.dropFirst("//localhost".count) : rest.dropFirst(2)
        guard rest.hasPrefix("//"), path.hasPrefix("/"), let decoded = PercentText.decode(String(path)) else {
            throw unusable("it names no absolute path", "name one such as file:///directory")
        }
        var folder = decoded
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        return folder
    }

    private static func hasUserInformation(_ url: some StringProtocol) -> Bool {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count > 2 && parts[2].prefix { $0 != "?" && $0 != "#" }.contains("@")
    }

    private static func unusable(_ reason: String, _ next: String) -> FerryError {
        FerryError(.destinationWrongProtocol, "the destination cannot be used: \(reason)", next: next)
    }
}
