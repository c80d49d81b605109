import FoundationEssentials

/// The body of a refusal for programs: `application/problem+json` (RFC 9457).
struct ProblemDetails: Equatable, Sendable, Encodable {
    static let mediaType = "application/problem+json"
    private static let registry = "https://iana.org/assignments/http-problem-types#"

    /// A URI; see the registry of RFC 9457 4.2.
    var type: String
    var title: String
    var status: Int
    var expectedOffset: Int64?
    var providedOffset: Int64?

    private enum CodingKeys: String, CodingKey {
        case type
        case title
        case status
        case expectedOffset = "expected-offset"
        case providedOffset = "provided-offset"
    }

    /// A problem of the registry.
    init(registered name: String, _ title: String, status: Int) {
        type = Self.registry + name
        self.title = title
        self.status = status
    }

    /// The document; numbers and short texts always encode.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? Array("{}".utf8)
    }
}
