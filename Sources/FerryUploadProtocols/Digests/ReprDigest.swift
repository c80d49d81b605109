import FerryCore
import FoundationEssentials
import RawStructuredFieldValues

/// The `Repr-Digest` field: hashes of the whole object, as a dictionary of byte sequences (RFC 9530 §3, RFC 8941 §3.2).
enum ReprDigest {
    /// A checksum as the field's value.
    static func field(_ checksum: Checksum) -> String {
        "\(checksum.algorithm.rawValue)=:\(Data(checksum.bytes).base64EncodedString()):"
    }

    /// The SHA-256; `nil` when the field has none or it is malformed.
    static func sha256(_ field: String) -> Checksum? {
        var parser = StructuredFieldValueParser(Array(field.utf8))
        guard let members = try? parser.parseDictionaryFieldValue(), case .item(let item)? = members["sha-256"],
            case .undecodedByteSequence(let text) = item.rfc9651BareItem, let digest = Data(base64Encoded: text)
        else { return nil }
        return Checksum(.sha256, bytes: Array(digest))
    }
}
