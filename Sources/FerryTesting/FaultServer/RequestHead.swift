public import HTTPTypes

/// The header of one request, read tolerantly.
public struct RequestHead: Sendable, Hashable {
    /// How long a header may be.
    static let maxBytes = 64 * 1024

    /// The method.
    public var method: String
    /// The path with its query, as it was sent.
    public var path: String
    /// The header fields; lines that are no fields are left out.
    public var fields = HTTPFields()

    /// Creates a header.
    public init(method: String, path: String, fields: HTTPFields = [:]) {
        self.method = method
        self.path = path
        self.fields = fields
    }

    /// Reads a whole header; `nil` when the request line is none.
    init?(_ bytes: some Collection<UInt8>) {
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .map { String(decoding: $0, as: UTF8.self) }
        guard let parts = lines.first?.split(separator: " "), parts.count == 3, parts[2].hasPrefix("HTTP/1.") else {
            return nil
        }
        method = String(parts[0])
        path = String(parts[1])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            fields.append(HTTPField(name: name, value: String(line[line.index(after: colon)...].drop { $0 == " " })))
        }
    }

    /// The path without its query, as it was sent.
    public var resource: String { String(path.prefix { $0 != "?" }) }

    /// The value of a part of the query, percent-decoded; empty when the part has no value, `nil` without the part.
    public func query(_ name: String) -> String? {
        let text = path.drop { $0 != "?" }.dropFirst()
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if Self.decoded(pair[0]) == name { return pair.count > 1 ? Self.decoded(pair[1]) : "" }
        }
        return nil
    }

    /// Text with its `%XX` resolved (RFC 3986 section 2.1); what is no escape stays.
    public static func decoded(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[place + 1...place + 2], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                place += 3
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `Content-Length`; `nil` without one, or when it is no number.
    public var contentLength: Int64? {
        fields[.contentLength].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
    /// Whether the client waits for 100 Continue.
    var expectsContinue: Bool { fields[.expect]?.lowercased() == "100-continue" }
    /// Whether the client will close the connection after this request.
    var closes: Bool { fields[.connection]?.lowercased() == "close" }
}
