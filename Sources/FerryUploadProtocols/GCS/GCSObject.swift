import FerryCore
import FoundationEssentials

/// The part of an object resource that tells what stands there (JSON API, "Objects"). Numbers of 64 bits are texts.
struct GCSObject {
    let facts: ObjectFacts

    /// Reads a document; `nil` when it is none, or tells no size.
    init?(_ json: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json)),
            let bytes = document.size?.number, bytes >= 0
        else { return nil }
        facts = ObjectFacts(
            bytes: bytes,
            checksums: [
                Self.checksum(.crc32c, document.crc32c), Self.checksum(.md5, document.md5Hash),
            ].compactMap(\.self),
            marker: document.metadata.flatMap { ObjectMarker(metadata: $0) },
            version: document.generation?.text)
    }

    private static func checksum(_ algorithm: ChecksumAlgorithm, _ base64: String?) -> Checksum? {
        base64.flatMap(Base64Text.decode).flatMap { Checksum(algorithm, bytes: $0) }
    }

    private struct Document: Decodable {
        var size: Count?
        var crc32c: String?
        var md5Hash: String?
        var generation: Count?
        var metadata: [String: String]?

        enum CodingKeys: String, CodingKey { case size, crc32c, md5Hash, generation, metadata }

        /// Members of another kind than they should be count as missing.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            size = try? container.decode(Count.self, forKey: .size)
            crc32c = try? container.decode(String.self, forKey: .crc32c)
            md5Hash = try? container.decode(String.self, forKey: .md5Hash)
            generation = try? container.decode(Count.self, forKey: .generation)
            metadata = try? container.decode([String: String].self, forKey: .metadata)
        }
    }

    /// A number as a text, as Google writes it, or as a number, as others do.
    private enum Count: Decodable {
        case text(String)
        case integer(Int64)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                self = .integer(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var text: String {
            switch self {
            case .text(let text): text
            case .integer(let number): String(number)
            }
        }

        var number: Int64? { Int64(text) }
    }
}
