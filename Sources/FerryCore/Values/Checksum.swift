/// A checksum or hash that storages and this package compare objects by.
public enum ChecksumAlgorithm: String, Sendable, Codable, CaseIterable {
    /// CRC-32 with the Castagnoli polynomial, reflected (RFC 9260 appendix A), four bytes, most significant first.
    case crc32c
    /// CRC-64/NVME, reflected, eight bytes, most significant first.
    case crc64nvme
    /// MD5, 16 bytes (RFC 1321); proves no intent, only the way.
    case md5
    /// SHA-1, 20 bytes.
    case sha1 = "sha-1"
    /// SHA-256, 32 bytes.
    case sha256 = "sha-256"

    /// The name as people write it.
    public var label: String {
        switch self {
        case .crc32c: "CRC32C"
        case .crc64nvme: "CRC64NVME"
        case .md5: "MD5"
        case .sha1: "SHA-1"
        case .sha256: "SHA-256"
        }
    }

    /// Bytes of a value.
    public var byteCount: Int {
        switch self {
        case .crc32c: 4
        case .crc64nvme: 8
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }
}

/// The value of one checksum over some bytes.
public struct Checksum: Sendable, Hashable, Codable {
    /// What was computed.
    public let algorithm: ChecksumAlgorithm
    /// The value, ``ChecksumAlgorithm/byteCount`` bytes.
    public let bytes: [UInt8]

    /// Creates a value; `nil` when it has another length than the algorithm's.
    public init?(_ algorithm: ChecksumAlgorithm, bytes: [UInt8]) {
        guard bytes.count == algorithm.byteCount else { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads a value in hex, upper or lower case; `nil` when it is none.
    public init?(_ algorithm: ChecksumAlgorithm, hex: String) {
        let digits = hex.utf8.map { HexDigit.value($0) }
        guard digits.count == algorithm.byteCount * 2, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        self.init(algorithm, bytes: stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] })
    }

    /// The value in lower-case hex.
    public var hex: String { HexDigit.text(bytes) }
}

/// Hex as receipts and logs write it: lower case, two digits a byte.
public enum HexDigit {
    private static let symbols = Array("0123456789abcdef".utf8)

    /// The value of one digit, upper or lower case; `nil` when it is none.
    public static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Bytes as text.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [symbols[Int($0 >> 4)], symbols[Int($0 & 15)]] }, as: UTF8.self)
    }
}
