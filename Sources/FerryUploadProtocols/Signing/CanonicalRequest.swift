import HTTPTypes

/// A request in the one form that both ends sign (AWS, "Create a canonical request", with the rules of S3: the path is
/// encoded once and no segment is dropped, so `a//b` and `a/../b` stay what they are).
struct CanonicalRequest {
    /// The request with path, query and host in the form that is signed; this is what must be sent.
    let request: HTTPRequest
    /// The names of the signed fields in lower case, sorted, joined by `;`.
    let signedFields: String
    private let path: String
    private let query: String
    private let fieldLines: String

    /// Fields that the transport or a proxy may change, or that this signing makes.
    private static let unsigned: Set<String> = [
        "accept-encoding", "authorization", "connection", "content-length", "expect", "keep-alive",
        "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    init(_ request: HTTPRequest) {
        var request = request
        let (path, pairs) = Self.parts(of: request.path ?? "/")
        request.authority = Self.host(of: request)
        request.path = pairs.isEmpty ? path : path + "?" + pairs.map(\.sent).joined(separator: "&")
        let fields = Self.fields(of: request)
        self.path = path
        query = pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }.map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
        signedFields = fields.map(\.name).joined(separator: ";")
        fieldLines = fields.map { "\($0.name):\($0.value)\n" }.joined()
        self.request = request
    }

    /// The text that is hashed and signed.
    func text(payload: String) -> String {
        "\(request.method.rawValue)\n\(path)\n\(query)\n\(fieldLines)\n\(signedFields)\n\(payload)"
    }

    /// One parameter of the query, both sides encoded.
    private struct Pair {
        var name: String
        var value: String
        /// As it goes on the wire; `uploads` and `uploads=` are both signed as `uploads=`.
        var sent: String
    }

    private static func parts(of path: String) -> (path: String, pairs: [Pair]) {
        let halves = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let plain = URIComponent.normalizedPath(halves[0])
        let pairs = halves.count < 2 ? [] : halves[1].split(separator: "&").map(pair)
        return (plain.isEmpty ? "/" : plain, pairs)
    }

    private static func pair(_ text: Substring) -> Pair {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map { URIComponent.normalized($0) }
        return Pair(name: sides[0], value: sides.count > 1 ? sides[1] : "", sent: sides.joined(separator: "="))
    }

    /// The host as it goes on the wire: lower case, and without the port that its scheme implies.
    private static func host(of request: HTTPRequest) -> String {
        let authority = (request.authority ?? "").lowercased()
        let implied = request.scheme == "http" ? ":80" : ":443"
        return authority.hasSuffix(implied) ? String(authority.dropLast(implied.count)) : authority
    }

    /// Names in lower case and sorted; spaces trimmed and runs of them made one; several fields of a name joined.
    private static func fields(of request: HTTPRequest) -> [(name: String, value: String)] {
        var values: [String: [String]] = ["host": [request.authority ?? ""]]
        for field in request.headerFields where !unsigned.contains(field.name.canonicalName) {
            values[field.name.canonicalName, default: []].append(
                field.value.split { $0 == " " || $0 == "\t" }.joined(separator: " "))
        }
        return values.map { ($0.key, $0.value.joined(separator: ",")) }.sorted { $0.0 < $1.0 }
    }
}
