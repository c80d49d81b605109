import FerryCore
import FoundationEssentials
import HTTPTypes

extension HTTPField.Name {
    static let amzChecksumAlgorithm = s3("x-amz-checksum-algorithm")
    static let amzChecksumType = s3("x-amz-checksum-type")
    static let amzChecksumMode = s3("x-amz-checksum-mode")
    static let amzObjectSize = s3("x-amz-mp-object-size")
    static let amzTagging = s3("x-amz-tagging")
    static let amzEncryption = s3("x-amz-server-side-encryption")
    static let amzCustomerEncryption = s3("x-amz-server-side-encryption-customer-algorithm")
    static let amzBucketRegion = s3("x-amz-bucket-region")
    static let contentMD5 = s3("Content-MD5")

    /// A name that is known to be a token, or made of parts that are.
    static func s3(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}

extension ChecksumAlgorithm {
    /// The name that S3 has for an algorithm, in upper case; `nil` where it has none.
    var s3Name: String? {
        switch self {
        case .crc32c: "CRC32C"
        case .crc64nvme: "CRC64NVME"
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .md5: nil
        }
    }

    /// The header that carries a checksum of the body.
    var s3Field: HTTPField.Name {
        s3Name.map { .s3("x-amz-checksum-" + $0.lowercased()) } ?? .contentMD5
    }
}

extension Checksum {
    /// Reads base64; `nil` when it is none or has another length than the algorithm's.
    init?(_ algorithm: ChecksumAlgorithm, base64: String) {
        guard let data = Data(base64Encoded: base64) else { return nil }
        self.init(algorithm, bytes: Array(data))
    }

    /// The value in base64.
    var base64: String { Data(bytes).base64EncodedString() }
}

/// What S3's replies say of bytes, in header fields and in elements.
enum S3Tag {
    /// Algorithms whose values are read, those that parts are compared by first.
    private static let algorithms: [ChecksumAlgorithm] = [.crc64nvme, .crc32c, .sha256, .sha1]

    /// An entity tag without quotes and weakness.
    static func plain(_ text: String) -> String {
        var tag = text[...]
        if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
        return tag.filter { $0 != "\"" }
    }

    /// Checksums of the whole body or object that a reply tells. A composite one (`BASE64-N`) is none of the bytes.
    static func checksums(_ fields: HTTPFields) -> [Checksum] {
        let isComposite = fields[.amzChecksumType]?.uppercased() == "COMPOSITE"
        let told = algorithms.compactMap { algorithm in
            fields[algorithm.s3Field].flatMap { Checksum(algorithm, base64: $0) }
        }
        return (isComposite ? [] : told) + [md5(fields)].compactMap(\.self)
    }

    /// The MD5 that the entity tag is, where it is one: not of parts, not of bytes encrypted with a key of its own.
    private static func md5(_ fields: HTTPFields) -> Checksum? {
        guard fields[.amzCustomerEncryption] == nil, fields[.amzEncryption].map({ $0 == "AES256" }) ?? true else {
            return nil
        }
        return fields[.eTag].flatMap { Checksum(.md5, hex: plain($0)) }
    }
}
