import Crypto

/// Checksums of whole bodies, for storages that check or tell them.
///
/// The two CRCs are worked out bit by bit from their polynomials, so that they share nothing with the code they judge.
public enum Digests {
    /// The digest of an algorithm by its name in lower case without hyphens: `md5`, `sha1`, `sha256`, `crc32c`,
    /// `crc64nvme`, `crc32`; `nil` for any other.
    public static func digest(_ algorithm: String, of bytes: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case "md5": Array(Insecure.MD5.hash(data: bytes))
        case "sha1": Array(Insecure.SHA1.hash(data: bytes))
        case "sha256": Array(SHA256.hash(data: bytes))
        case "crc32": bigEndian(UInt64(crc(bytes, 0xEDB8_8320, width: 32)), bytes: 4)
        case "crc32c": bigEndian(UInt64(crc(bytes, 0x82F6_3B78, width: 32)), bytes: 4)
        case "crc64nvme": bigEndian(crc(bytes, 0x9A6C_9329_AC4B_C9B5, width: 64), bytes: 8)
        default: nil
        }
    }

    /// Base64 with padding (RFC 4648 section 4).
    public static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            value <<= 8
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[Int(value >> 26)] : UInt8(ascii: "="))
                value <<= 6
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Lower-case hex.
    public static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A reflected CRC with all bits set at the start and flipped at the end, from its reversed polynomial.
    private static func crc(_ bytes: [UInt8], _ polynomial: UInt64, width: UInt64) -> UInt64 {
        let ones: UInt64 = width == 64 ? .max : (1 << width) - 1
        let table = (0..<256).map { (value: UInt64) in
            (0..<8).reduce(value) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ polynomial : crc >> 1 }
        }
        var crc = ones
        // Plain loops over buffers: bodies have megabytes, and tests are not optimised.
        bytes.withUnsafeBufferPointer { bytes in
            table.withUnsafeBufferPointer { table in
                var place = 0
                while place < bytes.count {
                    crc = (crc &>> 8) ^ table[Int(truncatingIfNeeded: (crc ^ UInt64(bytes[place])) & 0xFF)]
                    place &+= 1
                }
            }
        }
        return crc ^ ones
    }

    private static func bigEndian(_ value: UInt64, bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
}
