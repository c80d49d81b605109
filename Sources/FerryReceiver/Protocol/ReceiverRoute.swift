import HTTPTypes

/// What a request addresses.
enum ReceiverRoute: Equatable, Sendable {
    /// The tus endpoint, `/files/`.
    case endpoint
    /// One upload, `/files/ID`.
    case upload(UploadID)
    /// The RUFH endpoint, `/rufh/`.
    case rufhEndpoint
    /// One RUFH upload, `/rufh/ID`.
    case rufhUpload(UploadID)
    /// A named object, `/put/NAME`.
    case named(String)
    /// Nothing that is served here.
    case unknown

    /// Longest name of an object, in UTF-8 bytes.
    static let maxNameBytes = 1024

    /// Reads the target of a request; a query is ignored. Names are keys, never paths.
    init(path: String) {
        let path = path.prefix { $0 != "?" && $0 != "#" }
        if path == "/files" || path == "/files/" {
            self = .endpoint
        } else if path.hasPrefix("/files/"), let id = UploadID(String(path.dropFirst(7))) {
            self = .upload(id)
        } else if path == "/rufh" || path == "/rufh/" {
            self = .rufhEndpoint
        } else if path.hasPrefix("/rufh/"), let id = UploadID(String(path.dropFirst(6))) {
            self = .rufhUpload(id)
        } else if path.hasPrefix("/put/"), let name = Self.name(path.dropFirst(5)) {
            self = .named(name)
        } else {
            self = .unknown
        }
    }

    private static func name(_ encoded: Substring) -> String? {
        guard let name = PercentEncoding.decoded(encoded), (1...maxNameBytes).contains(name.utf8.count),
            !name.hasSuffix("/"), !name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else { return nil }
        return name
    }
}

extension ReceiverRoute {
    /// The method that counts: `X-HTTP-Method-Override` on a POST stands for methods that a middlebox would stop.
    static func method(of request: HTTPRequest) -> HTTPRequest.Method {
        guard request.method == .post, let name = request.headerFields[.methodOverride]?.uppercased() else {
            return request.method
        }
        return [.patch, .delete, .head].first { $0.rawValue == name } ?? request.method
    }
}
