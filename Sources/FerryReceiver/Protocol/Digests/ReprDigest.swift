import Crypto
import FoundationEssentials

extension SHA256Digest {
    /// Lower-case hexadecimal.
    var hexText: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

/// The `Repr-Digest` field (RFC 9530 3): a structured dictionary with one member.
enum ReprDigest {
    /// `sha-256=:BASE64:` of a hexadecimal hash; `nil` when the text is no SHA-256 in hexadecimal.
    static func sha256(hex: String) -> String? {
        guard hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        var rest = hex[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return "sha-256=:\(Data(bytes).base64EncodedString()):"
    }
}
