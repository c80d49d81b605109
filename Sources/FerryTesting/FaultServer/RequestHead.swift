import HTTPTypes

/// The header of one request, read tolerantly.
struct RequestHead: Sendable, Hashable {
    /// How long a header may be.
    static let maxBytes = 64 * 1024

    var method: String
    var path: String
    var fields = HTTPFields()

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

    /// `Content-Length`; `nil` without one, or when it is no number.
    var contentLength: Int64? { fields[.contentLength].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil } }
    /// Whether the client waits for 100 Continue.
    var expectsContinue: Bool { fields[.expect]?.lowercased() == "100-continue" }
    /// Whether the client will close the connection after this request.
    var closes: Bool { fields[.connection]?.lowercased() == "close" }
}
