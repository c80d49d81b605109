/// The server's own name of an upload: 128 random bits as 32 lower-case hexadecimal digits. The only thing that ever
/// becomes part of a path.
struct UploadID: Hashable, Sendable, Codable, CustomStringConvertible {
    let description: String

    /// Takes a text that is an ID; `nil` for every other text.
    init?(_ text: String) {
        let digits = text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard text.utf8.count == 32, digits else { return nil }
        description = text
    }

    /// Draws a new ID; the generator must be cryptographically secure where strangers must not guess addresses.
    init(using random: inout some RandomNumberGenerator) {
        description = (0..<2).map { _ in
            let half = String(random.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - half.count) + half
        }.joined()
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = UploadID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an upload ID")
        }
        self = id
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
