public import HTTPTypes

/// The absolute `file` URL of a path (RFC 8089).
public struct FileLocation: Sendable, Hashable {
    /// The absolute path, not encoded.
    public let path: String

    /// Wraps a path; `nil` when it is not absolute or holds a zero byte.
    public init?(path: String) {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
        self.path = path
    }

    /// Reads a URL such as `file:///folder/a%20b`; `nil` when it is none, or names another host.
    public init?(_ text: String) {
        guard text.hasPrefix("file:///"), let path = PercentText.decode(String(text.dropFirst("file://".count))) else {
            return nil
        }
        self.init(path: path)
    }

    /// The URL.
    public var text: String { "file://" + encodedPath }

    /// A request about the file.
    public func request(_ method: HTTPRequest.Method, _ headerFields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "file", authority: "", path: encodedPath, headerFields: headerFields)
    }

    private var encodedPath: String { PercentText.encode(path, keeping: "/") }
}
