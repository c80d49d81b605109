import FoundationEssentials
import RawStructuredFieldValues

/// The `Repr-Digest` field: hashes of the whole object, as a dictionary of byte sequences (RFC 9530 §3, RFC 8941 §3.2).
enum ReprDigest {
    /// The SHA-256 in lower-case hex; `nil` when the field has none or it is malformed.
    static func sha256(_ field: String) -> String? {
        var parser = StructuredFieldValueParser(Array(field.utf8))
        guard let members = try? parser.parseDictionaryFieldValue(), case .item(let item)? = members["sha-256"],
            case .undecodedByteSequence(let text) = item.rfc9651BareItem, let digest = Data(base64Encoded: text),
            digest.count == 32
        else { return nil }
        return digest.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
    }
}
