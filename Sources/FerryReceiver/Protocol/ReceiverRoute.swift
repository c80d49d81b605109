import HTTPTypes

/// What a request addresses.
enum ReceiverRoute: Equatable, Sendable {
    /// The tus endpoint, `/files/`.
    case endpoint
    /// One upload, `/files/ID`.
    case upload(UploadID)
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
        } else if path.hasPrefix("/put/"), let name = Self.name(path.dropFirst(5)) {
            self = .named(name)
        } else {
            self = .unknown
        }
    }

    private static func name(_ encoded: Substring) -> String? {
        guard let name = percentDecoded(encoded), (1...maxNameBytes).contains(name.utf8.count),
            !name.hasSuffix("/"), !name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else { return nil }
        return name
    }

    /// Decodes percent-escapes (RFC 3986 2.1); `nil` for a broken escape or bytes that are not UTF-8.
    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let code = Substring(digits).hexByte else { return nil }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// Two hexadecimal digits as a byte; signs are not digits.
    fileprivate var hexByte: UInt8? { allSatisfy(\.isHexDigit) ? UInt8(self, radix: 16) : nil }
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
